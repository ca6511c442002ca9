package io.github.mtasts.dane;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.SecureResolver;
import io.github.mtasts.failure.internal.LogLimit;
import io.github.mtasts.work.BoundedPool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the DNS says about DANE for an MX host, and keeps it for its TTL, at most an hour.
 *
 * <p>Comes in: a question. Goes out: a {@link HostDane}. Equal questions at the same time are asked once, on threads of its own,
 * because an interrupted caller must end no look-up that others wait for. A failure is not kept. Thread-safe.
 */
public final class DaneLookup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DaneLookup.class);
    private static final int MAX_LOOKUPS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final SecureResolver resolver;
    private final boolean underInsecureMx;
    private final DaneMemory memory;
    private final ExecutorService threads = BoundedPool.named("dane", MAX_LOOKUPS);
    private final LogLimit log = new LogLimit();
    private final Map<DaneQuestion, CompletableFuture<HostDane>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Makes a lookup.
     *
     * @param resolver asks the DNS
     * @param underInsecureMx whether DANE applies to hosts of unsigned MX records, too (RFC 7672 section 2.2.1)
     * @param nanoTime monotonic time
     */
    public DaneLookup(SecureResolver resolver, boolean underInsecureMx, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.underInsecureMx = underInsecureMx;
        this.memory = new DaneMemory(nanoTime);
    }

    /**
     * What is known about a host without a question to the DNS.
     *
     * @param question about the host
     * @return null when the DNS must be asked
     */
    public @Nullable HostDane known(DaneQuestion question) {
        return memory.get(question);
    }

    /**
     * Finds out about a host.
     *
     * @param question about the host
     * @return completes with the state, and never exceptionally
     */
    public CompletableFuture<HostDane> find(DaneQuestion question) {
        HostDane known = memory.get(question);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<HostDane> mine = new CompletableFuture<>();
        CompletableFuture<HostDane> first = underWay.putIfAbsent(question, mine);
        if (first != null) {
            return limited(first, question);
        }
        try {
            threads.execute(() -> ask(question, mine));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("No thread for a DANE look-up", e);
            finish(question, mine, notAsked(question, closed ? "closed" : "too many look-ups wait"));
        }
        if (closed) { // close() may have looked before the look-up was under way
            finish(question, mine, notAsked(question, "closed"));
        }
        return limited(mine, question);
    }

    /** A resolver that never answers holds nobody for ever; the look-up goes on for the next one who asks. */
    private static CompletableFuture<HostDane> limited(CompletableFuture<HostDane> found, DaneQuestion question) {
        HostDane late = new HostDane.Unknown(
                question.host(), "no answer within " + LONGEST_WAIT.toSeconds() + " s", LookupFault.RESOLVERS, false);
        return found.copy().completeOnTimeout(late, LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void ask(DaneQuestion question, CompletableFuture<HostDane> result) {
        DaneSteps steps = new DaneSteps(resolver, underInsecureMx, question);
        HostDane dane;
        try {
            dane = steps.run();
            if (!(dane instanceof HostDane.Unknown)) {
                memory.put(question, dane, steps.ttl());
            }
        } catch (Throwable e) { // of the embedder's resolver
            log.log(
                    "resolver",
                    more -> LOG.warn("The secure resolver threw instead of returning a failure{}", more, e));
            dane = notAsked(question, "the resolver threw " + e.getClass().getSimpleName());
        }
        finish(question, result, dane);
    }

    private void finish(DaneQuestion question, CompletableFuture<HostDane> result, HostDane dane) {
        underWay.remove(question, result);
        result.complete(dane);
    }

    private static HostDane notAsked(DaneQuestion question, String reason) {
        return new HostDane.Unknown(question.host(), reason, LookupFault.NOT_ASKED, false);
    }

    /** Ends every look-up under way; it and all later ones are unknown. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        underWay.forEach((question, result) -> finish(question, result, notAsked(question, "closed")));
    }
}
