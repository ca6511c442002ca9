package io.github.mtasts.dns;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Finds out whether the servers pass signatures through, by asking for the keys of the root, which are always signed.
 *
 * <p>A server that drops signatures makes every name fail, unsigned ones too. It is asked at the first look-up, every ten
 * minutes, and when an answer is bogus, at most every ten seconds. A change is logged once. Thread-safe.
 */
final class SignatureProbe {
    private static final Logger LOG = LoggerFactory.getLogger(SignatureProbe.class);
    private static final long REGULAR_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long SUSPECTED_NANOS = Duration.ofSeconds(10).toNanos();

    private final Upstream upstream;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean stripped;
    private volatile boolean known;
    private volatile long atNanos;

    /**
     * @param changed runs after each change
     */
    SignatureProbe(Upstream upstream, Duration timeout, LongSupplier nanoTime, Runnable changed) {
        this.upstream = upstream;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /** Whether it is time for the next regular probe. */
    boolean isDue() {
        return !known || nanoTime.getAsLong() - atNanos >= REGULAR_NANOS;
    }

    /** Whether a bogus answer is reason for a probe. */
    boolean isSuspect() {
        return !known || nanoTime.getAsLong() - atNanos >= SUSPECTED_NANOS;
    }

    /** Whether the servers drop signatures, as far as is known. */
    boolean areStripped() {
        return stripped;
    }

    /** Probes, one thread at a time; others go on with what is known. */
    boolean ask() throws InterruptedException {
        if (probing.compareAndSet(false, true)) {
            try {
                Message answer = upstream.ask(Name.root, Type.DNSKEY, Deadline.in(timeout));
                note(answer.getSection(Section.ANSWER).stream().noneMatch(RRSIGRecord.class::isInstance));
            } catch (LookupFailedException e) {
                // No answer says nothing about signatures; the look-up itself will fail with the same reason.
                LOG.debug("No answer about the keys of the DNS root: {}", e.reason());
            } finally {
                probing.set(false);
            }
        }
        return stripped;
    }

    private void note(boolean nowStripped) {
        boolean change = nowStripped != stripped;
        stripped = nowStripped;
        atNanos = nanoTime.getAsLong();
        known = true;
        if (change) {
            if (nowStripped) {
                LOG.warn(
                        "The DNS servers {} drop DNSSEC signatures: use servers that pass them through, or"
                                + " DnssecResolver.Builder.trustAdBit() with a validating server on this machine",
                        upstream);
            } else {
                LOG.info("The DNS servers {} pass DNSSEC signatures through again", upstream);
            }
            changed.run();
        }
    }
}
