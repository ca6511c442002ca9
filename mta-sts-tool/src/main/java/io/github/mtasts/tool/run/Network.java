package io.github.mtasts.tool.run;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.trust.TrustAnchors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a subcommand asks the network with: resolvers, trust anchors, sockets, and threads for questions that can be asked at the same
 * time. Thread-safe.
 */
public final class Network implements AutoCloseable {
    private final Surroundings surroundings;
    private final DnsResolver dns;
    private final DnssecResolver dnssec;
    private final TrustAnchors anchors;
    private final ExecutorService threads;

    private Network(Surroundings surroundings, DnsResolver dns, DnssecResolver dnssec, TrustAnchors anchors) {
        this.surroundings = surroundings;
        this.dns = dns;
        this.dnssec = dnssec;
        this.anchors = anchors;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "mta-sts-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens it by the options of a command line. No question is asked yet.
     *
     * @param settings the options
     * @param surroundings the process
     * @return to be closed
     */
    public static Network open(NetworkSettings settings, Surroundings surroundings) {
        TrustAnchors anchors = settings.trustAnchors();
        DnsResolver dns = settings.resolver();
        try {
            return new Network(surroundings, dns, settings.validatingResolver(surroundings.clock()), anchors);
        } catch (RuntimeException e) {
            dns.close();
            throw e;
        }
    }

    /**
     * The resolver for TXT records and the addresses of Policy Hosts.
     *
     * @return without DNSSEC, as a sender of MTA-STS asks
     */
    public DnsResolver dns() {
        return dns;
    }

    /**
     * The resolver for everything else.
     *
     * @return with DNSSEC
     */
    public DnssecResolver dnssec() {
        return dnssec;
    }

    /**
     * Looks up MX hosts.
     *
     * @return a look-up for a server that is nobody's MX host
     */
    public MxLookup mx() {
        return new MxLookup(dnssec, dnssec, Set.of());
    }

    /**
     * The authorities of certificates.
     *
     * @return at least one
     */
    public TrustAnchors anchors() {
        return anchors;
    }

    /**
     * The process.
     *
     * @return its clock, sockets and guard
     */
    public Surroundings surroundings() {
        return surroundings;
    }

    /**
     * Does several things at the same time and waits for all of them.
     *
     * @param work what to do
     * @param <T> the results
     * @return the results in the order of the work
     */
    public <T> List<T> together(List<Callable<T>> work) {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> each : work) {
            futures.add(threads.submit(each));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        return results;
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitStatus.BROKEN, "interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a question to the network failed: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        dnssec.close();
        dns.close();
    }
}
