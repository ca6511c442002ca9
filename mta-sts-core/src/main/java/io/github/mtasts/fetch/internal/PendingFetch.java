package io.github.mtasts.fetch.internal;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressAnswer.Addresses;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch. A worker thread looks up the addresses and tries them in turn, while {@link #await} keeps the deadline.
 *
 * <p>The first of these sets the result: the worker, the deadline, an interrupt or {@link #end}. Then the connection is closed.
 * Thread-safe.
 */
public final class PendingFetch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingFetch.class);
    /** A DNS answer may list thousands of addresses; each that is used gets an equal share of the time. */
    private static final int MAX_ADDRESSES = 8;

    private final FetchSettings settings;
    private final String host;
    private final long deadlineNanos;
    private final CompletableFuture<FetchResult> result = new CompletableFuture<>();
    private volatile boolean addressesKnown;
    private @Nullable FetchAttempt attempt;
    private @Nullable Thread worker;

    /**
     * Starts the deadline of a fetch.
     *
     * @param settings the settings of the fetcher
     * @param host the Policy Host, fit for SNI
     */
    public PendingFetch(FetchSettings settings, String host) {
        this.settings = settings;
        this.host = host;
        this.deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
    }

    /**
     * Waits for the result. An interrupt ends the fetch, and the interrupt flag of the thread stays set.
     *
     * @return the result, at the deadline at the latest
     */
    public FetchResult await() {
        try {
            return result.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            end(late());
        } catch (InterruptedException e) {
            end(Failures.fetchError(Cause.CLOSED, "interrupted: the waiting thread was interrupted"));
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a fetch completes without an exception", e);
        }
        return result.join();
    }

    /** D34: no answer from our resolver or the operator's proxy is no failure of the domain. */
    private Failed late() {
        String limit = "not done within " + settings.timeout().toMillis() + " ms";
        if (settings.proxy() == null) {
            return addressesKnown
                    ? Failures.fetchError(Cause.TIMEOUT, "timeout: " + limit)
                    : Failures.fetchError(Cause.OWN_FAULT, "dns-timeout: no addresses, " + limit);
        }
        synchronized (this) {
            return attempt != null && attempt.hasBegunTls()
                    ? Failures.fetchError(Cause.TIMEOUT, "timeout: " + limit)
                    : Failures.fetchError(Cause.OWN_FAULT, "proxy-timeout: no tunnel, " + limit);
        }
    }

    /**
     * Ends the fetch unless it is over, and closes its connection.
     *
     * @param outcome the result
     */
    public void end(Failed outcome) {
        result.complete(outcome);
        synchronized (this) {
            if (attempt != null) {
                attempt.call().cancel();
            }
            if (worker != null) {
                worker.interrupt(); // a resolver may be waiting
            }
        }
    }

    @Override
    public void run() {
        synchronized (this) {
            if (result.isDone()) {
                return; // ended before it began
            }
            worker = Thread.currentThread();
        }
        try {
            result.complete(fetch());
        } catch (Throwable e) { // an error must not leave the waiting thread without a result until the deadline
            settings.log().log(
                    "internal-error",
                    more -> LOG.error(
                            "Policy fetch from {} failed: bug in this library, its resolver or the class path{}",
                            host,
                            more,
                            e));
            result.complete(Failures.fetchError(Cause.OWN_FAULT, "internal-error: " + e));
        } finally {
            synchronized (this) {
                worker = null;
            }
        }
    }

    private FetchResult fetch() {
        if (settings.proxy() != null) {
            return attempt(Dns.SYSTEM, remaining()).run(); // looks up only the name of the operator's proxy
        }
        AddressAnswer answer = settings.resolver().addresses(host);
        if (answer instanceof Addresses found) {
            addressesKnown = true;
            return fetchFrom(found);
        }
        return answer instanceof AddressAnswer.Failed failed
                ? Failures.fetchError(cause(failed.fault()), "dns-failed: " + failed.reason())
                : Failures.fetchError(Cause.DNS, "dns-no-address: " + host + " has no address");
    }

    private FetchResult fetchFrom(Addresses found) {
        List<InetAddress> permitted = found.permitted(settings.guard(), MAX_ADDRESSES);
        if (permitted.isEmpty()) {
            return Failures.fetchError(
                    Cause.FORBIDDEN_ADDRESS,
                    "forbidden-address: " + found.addresses().get(0).getHostAddress());
        }
        Failed telling = null;
        for (int i = 0; i < permitted.size() && !result.isDone(); i++) {
            InetAddress address = permitted.get(i);
            FetchAttempt here = attempt(name -> List.of(address), remaining().dividedBy(permitted.size() - i));
            FetchResult outcome = here.run();
            if (!(outcome instanceof Failed failed) || !here.mayTryElsewhere()) {
                return outcome;
            }
            telling = telling == null || rank(failed) > rank(telling) ? failed : telling;
        }
        return telling == null ? Failures.fetchError(Cause.CLOSED, "closed: given up") : telling;
    }

    /**
     * How much a failure at one of several addresses tells. A host with an address that this sender has no route to is judged
     * by the others; one that only a limit of this JVM keeps from its policy has not failed.
     */
    private static int rank(Failed failed) {
        return switch (failed.cause()) {
            case CERTIFICATE -> 3;
            case OWN_LIMIT -> 2;
            case OWN_FAULT -> 0;
            default -> 1;
        };
    }

    private static Cause cause(LookupFault fault) {
        return switch (fault) {
            case DOMAIN -> Cause.DNS;
            case RESOLVERS -> Cause.OWN_FAULT;
            case NOT_ASKED -> Cause.OVERLOADED;
        };
    }

    private FetchAttempt attempt(Dns addresses, Duration share) {
        FetchAttempt next = new FetchAttempt(settings, host, addresses, share);
        synchronized (this) {
            attempt = next;
        }
        if (result.isDone()) {
            next.call().cancel(); // end() may have run before the attempt was set
        }
        return next;
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadlineNanos - System.nanoTime()));
    }
}
