package io.github.mtasts.tool.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan.
 *
 * @param place where something is done
 * @param title what is done
 * @param text what to publish; null where nothing is
 * @param why the reason, or what to look out for
 * @param waitAfter how long to wait before the next step, at least; zero where nothing is waited for
 * @param evidence what must be seen before the next step; null where the wait is enough
 * @param isDone whether what the domain publishes now is at or beyond this step
 */
record Step(
        Place place,
        String title,
        @Nullable String text,
        String why,
        Duration waitAfter,
        @Nullable String evidence,
        boolean isDone) {
    /** Where something is done. */
    enum Place {
        /** The MX hosts themselves. */
        HOSTS("MX hosts"),
        /** MX records. */
        MX("MX records"),
        /** The policy on the Policy Host. */
        HTTPS("policy over HTTPS"),
        /** The {@code _mta-sts} record. */
        TXT("TXT record"),
        /** A CNAME record in the domain that points to a provider. */
        ALIAS("CNAME record"),
        /** The provider's policy, which the provider publishes. */
        PROVIDER_POLICY("provider, policy over HTTPS"),
        /** The provider's {@code _mta-sts} record, which the provider publishes. */
        PROVIDER_RECORD("provider, TXT record"),
        /** The TLSRPT record. */
        TLSRPT("TLSRPT record"),
        /** Nothing but time passes, and then something is removed. */
        REMOVE("removal");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** A step that waits for nothing. */
    static Step of(Place place, String title, @Nullable String text, String why) {
        return new Step(place, title, text, why, Duration.ZERO, null, false);
    }

    /** The same step with a wait after it. */
    Step thenWait(Duration wait) {
        return new Step(place, title, text, why, wait, evidence, isDone);
    }

    /** The same step with what must be seen after it. */
    Step thenSee(String what) {
        return new Step(place, title, text, why, waitAfter, what, isDone);
    }

    /** The same step where there is a CNAME record now, beside which there can be no other record. */
    Step instead() {
        return new Step(place, title + ", in place of the CNAME record", text, why, waitAfter, evidence, isDone);
    }

    /** The same step, done or not. */
    Step done(boolean done) {
        return new Step(place, title, text, why, waitAfter, evidence, done);
    }
}
