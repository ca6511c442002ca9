package io.github.mtasts.tool.postfix;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MxDecision;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Asks the library what is in force for a domain. The library joins look-ups of one domain that are under way, answers from the cache
 * at once, and goes on by itself with a look-up that nobody waits for any more. Thread-safe.
 */
final class Policies implements AutoCloseable {
    /** Nothing is sent: no host ever reads it. */
    private static final String EHLO_NAME = "mta-sts.invalid";

    private volatile Library current;

    Policies(Library library) {
        this.current = library;
    }

    /** What is asked of mail to a domain; completes at once from memory, and never exceptionally unless the service is broken. */
    CompletableFuture<Stance> stance(PolicyDomain domain) {
        return attempt(
                domain,
                (library, attempt) -> Stance.of(
                        attempt.resolution(),
                        library.rules().rule(domain),
                        library.rules().daneRule(domain)));
    }

    /** What is asked of one MX host. Rejections are decisions here and no sessions: nothing is recorded for a report. */
    CompletableFuture<HostStance> stance(PolicyDomain domain, MxHost host) {
        return attempt(domain, (library, attempt) -> {
            Stance stance = Stance.of(
                    attempt.resolution(),
                    library.rules().rule(domain),
                    library.rules().daneRule(domain));
            if (stance instanceof Stance.Wait wait) {
                return new HostStance.Wait(wait.sentence());
            }
            if (!(attempt.candidate(host) instanceof Candidate.Proceed proceed)) {
                return new HostStance.Reject();
            }
            MxDecision decision = proceed.decision();
            return decision.requiresTls() ? new HostStance.Require() : new HostStance.Nothing();
        });
    }

    private <T> CompletableFuture<T> attempt(PolicyDomain domain, BiFunction<Library, DeliveryAttempt, T> use) {
        DeliveryRequest request =
                DeliveryRequest.willRetry(domain.name()).ehloName(EHLO_NAME).build();
        return with(library -> library.mtaSts().beginAsync(request).thenApply(attempt -> {
            try (attempt) {
                return use.apply(library, attempt);
            }
        }));
    }

    /** Uses the library that is current now, and keeps it open until the result is there. */
    <T> CompletableFuture<T> with(Function<Library, CompletableFuture<T>> use) {
        Library library = current;
        while (!library.enter()) {
            library = current;
        }
        Library entered = library;
        return use.apply(entered).whenComplete((result, error) -> entered.leave());
    }

    /** Goes on with another library; the one before ends with the requests that it has. */
    synchronized void replace(Library library) {
        Library before = current;
        current = library;
        before.retire();
    }

    /** The library of this moment, for what may fail when it is retired meanwhile. */
    Library library() {
        return current;
    }

    @Override
    public void close() {
        current.close();
    }
}
