package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MtaStsEvent;
import io.github.mtasts.outcome.MtaStsEvent.Opened.Result;
import io.github.mtasts.outcome.MtaStsEvent.Source;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.QueueState;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.internal.PolicyLookup;
import io.github.mtasts.work.Listeners;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the events of one {@link MtaSts} for its listeners; none, and no time is measured, without a listener. Thread-safe. */
final class Events implements AutoCloseable {
    private final Listeners<MtaStsListener> listeners;

    Events(Listeners<MtaStsListener> listeners) {
        this.listeners = listeners;
    }

    /** Whether there is a listener. */
    boolean areHeard() {
        return !listeners.isEmpty();
    }

    /** The time at which something begins; 0 without a listener. */
    long startNanos() {
        return areHeard() ? System.nanoTime() : 0;
    }

    /** The same fetcher, whose fetches the listeners hear of. */
    PolicyFetcher heard(PolicyFetcher fetcher) {
        return !areHeard()
                ? fetcher
                : domain -> {
                    long start = System.nanoTime();
                    var result = fetcher.fetch(domain);
                    var event = new MtaStsEvent.Fetched(domain, result, since(start));
                    listeners.tell(listener -> listener.fetched(event));
                    return result;
                };
    }

    /** The policy for an attempt was looked up. */
    void resolved(@Nullable PolicyDomain domain, PolicyLookup lookup, PolicyResolution found, long startNanos) {
        var event = new MtaStsEvent.Resolved(domain, source(lookup, found), found, since(startNanos));
        listeners.tell(listener -> listener.resolved(event));
    }

    private static Source source(PolicyLookup lookup, PolicyResolution found) {
        if (lookup instanceof PolicyLookup.Pending pending) {
            return source(pending.way(), found);
        }
        return found instanceof NoPolicy none
                        && (none.reason() == Reason.NO_POLICY_DOMAIN || none.reason() == Reason.IGNORED_BY_LOCAL_RULE)
                ? Source.NONE
                : Source.MEMORY;
    }

    private static Source source(PolicyLookup.Way way, PolicyResolution found) {
        if (found instanceof PolicyResolution.InForce inForce) {
            return switch (inForce.source()) {
                case FETCH -> Source.FETCH;
                case CACHE -> way == PolicyLookup.Way.CHECK ? Source.DNS : Source.STORE;
            };
        }
        if (way == PolicyLookup.Way.READ) {
            return Source.STORE;
        }
        return found instanceof NoPolicy none && none.reason() == Reason.FETCH_FAILED ? Source.FETCH : Source.DNS;
    }

    /** A host was decided about. */
    void decided(
            @Nullable PolicyDomain domain,
            String mxName,
            @Nullable MxDecision decision,
            @Nullable Failure failure,
            LocalRule rule) {
        if (areHeard()) {
            var event = new MtaStsEvent.Decided(domain, mxName, decision, failure, rule);
            listeners.tell(listener -> listener.decided(event));
        }
    }

    /** An opening ended. */
    void opened(@Nullable PolicyDomain domain, MxHost host, Opening<?> opening, long startNanos) {
        if (!areHeard()) {
            return;
        }
        if (opening instanceof Opening.Ready<?> ready) {
            SessionResult session = ready.session();
            opened(domain, host, Result.READY, session, session.failures(), since(startNanos));
        } else {
            Opening.NotReady<?> not = (Opening.NotReady<?>) opening;
            opened(domain, host, Result.valueOf(not.cause().name()), null, not.failures(), since(startNanos));
        }
    }

    /** A session of a server that opens its connections itself was settled. */
    void settled(
            @Nullable PolicyDomain domain,
            MxHost host,
            SmtpSession.Permission permission,
            Result otherwise,
            long startNanos) {
        if (areHeard()) {
            SessionResult session = permission.session();
            boolean ready = permission instanceof SmtpSession.Permission.Granted;
            opened(
                    domain,
                    host,
                    ready ? Result.READY : otherwise,
                    ready ? session : null,
                    session.failures(),
                    since(startNanos));
        }
    }

    private void opened(
            @Nullable PolicyDomain domain,
            MxHost host,
            Result result,
            @Nullable SessionResult session,
            List<Failure> failures,
            Duration duration) {
        var event = new MtaStsEvent.Opened(domain, host, result, session, failures, false, duration);
        listeners.tell(listener -> listener.opened(event));
    }

    /** A connection from a pool has proved to work. */
    void reused(@Nullable PolicyDomain domain, MxHost host, SessionResult session) {
        if (areHeard()) {
            var event = new MtaStsEvent.Opened(
                    domain, host, Result.READY, session, session.failures(), true, Duration.ZERO);
            listeners.tell(listener -> listener.opened(event));
        }
    }

    /** A message was not sent. Returns the same instruction. */
    Unsent unsent(DeliveryRequest request, Unsent unsent) {
        if (areHeard()) {
            MtaStsEvent.Unsent event = event(request.nextHop(), unsent);
            listeners.tell(listener -> listener.unsent(event));
        }
        return unsent;
    }

    private static MtaStsEvent.Unsent event(String nextHop, Unsent unsent) {
        if (unsent instanceof Unsent.Defer defer) {
            return new MtaStsEvent.Unsent(
                    nextHop, false, defer.enhancedStatus(), defer.sentence(), defer.lastTryMissed());
        }
        if (unsent instanceof Unsent.MustFail failed) {
            return new MtaStsEvent.Unsent(nextHop, true, failed.enhancedStatus(), failed.sentence(), false);
        }
        return new MtaStsEvent.Unsent(nextHop, true, null, ((Unsent.MayFail) unsent).sentence(), false);
    }

    QueueState queue() {
        return new QueueState("events", 0, listeners.waiting(), listeners.lost());
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Override
    public void close() {
        listeners.close();
    }
}
