package io.github.mtasts.micrometer;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.DnsQuery;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.outcome.MtaStsEvent;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.QueueState;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of an {@link MtaSts} and its DNS resolver. Set it with {@code MtaStsBuilder.listener}, and with
 * {@code DnsResolver.Builder.listener} where the resolver is the application's; then call {@link #bind(MtaSts)}. Thread-safe.
 */
public final class MtaStsMetrics implements MtaStsListener {
    private static final int MAX_SERVERS = 16;
    private static final Set<String> TYPES = Set.of("TXT", "MX", "A", "AAAA", "CNAME", "TLSA", "DNSKEY", "DS");
    private static final Set<String> STATUSES =
            Set.of("4.0.0", "4.3.0", "4.3.2", "4.4.1", "4.4.2", "4.4.3", "4.7.0", "4.7.5");
    private static final Set<String> PROTOCOLS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private final Meters meters;
    private final Set<InetSocketAddress> servers = ConcurrentHashMap.newKeySet();

    /**
     * Makes the metrics.
     *
     * @param registry where the meters are
     */
    public MtaStsMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Makes the metrics of one of several instances.
     *
     * @param registry where the meters are
     * @param tags of every meter, to tell the instances apart
     */
    public MtaStsMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.meters = new Meters(registry, tags);
    }

    /**
     * Shows the queues and the failures of this server, which are states and not events.
     *
     * @param mtaSts the library; stays reachable as long as the registry
     */
    public void bind(MtaSts mtaSts) {
        meters.functionCounter(
                "mta.sts.own.failures",
                "Checks, fetches and openings that failed on this server's side",
                mtaSts,
                MtaSts::ownFailures);
        for (QueueState queue : mtaSts.queues()) {
            String name = queue.name();
            meters.gauge(
                    "mta.sts.queue.running",
                    "Work that a queue's threads do",
                    mtaSts,
                    each -> queue(each, name).running(),
                    "queue",
                    name);
            meters.gauge(
                    "mta.sts.queue.waiting",
                    "Work that waits for a thread",
                    mtaSts,
                    each -> queue(each, name).waiting(),
                    "queue",
                    name);
            meters.functionCounter(
                    "mta.sts.queue.rejected",
                    "Work that was refused for lack of room",
                    mtaSts,
                    each -> queue(each, name).rejected(),
                    "queue",
                    name);
        }
    }

    /**
     * Shows how many look-ups wait for a slot of a resolver.
     *
     * @param resolver the application's resolver; stays reachable as long as the registry
     */
    public void bind(DnsResolver resolver) {
        meters.gauge("mta.sts.dns.waiting", "Look-ups that wait for others to end", resolver, DnsResolver::waiting);
    }

    private static QueueState queue(MtaSts mtaSts, String name) {
        for (QueueState queue : mtaSts.queues()) {
            if (queue.name().equals(name)) {
                return queue;
            }
        }
        throw new IllegalStateException("the queues of a library do not change: " + name);
    }

    @Override
    public void queried(DnsQuery query) {
        meters.record(
                "mta.sts.dns.query",
                "Questions to name servers",
                query.duration(),
                "type",
                oneOf(TYPES, query.type()),
                "result",
                Meters.token(query.result()),
                "server",
                server(query.server()));
    }

    @Override
    public void resolved(MtaStsEvent.Resolved event) {
        meters.record(
                "mta.sts.resolution",
                "How long deliveries waited for the policy in force",
                event.duration(),
                "source",
                Meters.token(event.source()),
                "result",
                result(event.resolution()));
    }

    @Override
    public void fetched(MtaStsEvent.Fetched event) {
        String result = event.result() instanceof FetchResult.Failed failed ? Meters.token(failed.cause()) : "fetched";
        meters.record("mta.sts.fetch", "Policy fetches", event.duration(), "result", result);
    }

    @Override
    public void decided(MtaStsEvent.Decided event) {
        meters.count(
                "mta.sts.decision",
                "MX hosts decided about",
                1,
                "decision",
                decision(event.decision()),
                "rule",
                rule(event.rule()));
    }

    @Override
    public void opened(MtaStsEvent.Opened event) {
        SessionResult session = event.session();
        String protocol = session == null ? null : session.protocol();
        meters.record(
                "mta.sts.session",
                "Connections to MX hosts that were opened, or were not",
                event.duration(),
                "result",
                Meters.token(event.result()),
                "protocol",
                protocol == null ? "none" : oneOf(PROTOCOLS, protocol),
                "validated",
                Boolean.toString(session != null && session.validated()),
                "resumed",
                Boolean.toString(session != null && session.resumed()),
                "reused",
                Boolean.toString(event.reused()));
        if (!event.reused()) {
            for (Failure failure : event.failures()) {
                meters.count(
                        "mta.sts.session.failures",
                        "Failures of sessions",
                        1,
                        "type",
                        failure.type().token());
            }
        }
    }

    @Override
    public void unsent(MtaStsEvent.Unsent event) {
        String action = event.mayFail() ? "may-fail" : event.lastTryMissed() ? "last-try-missed" : "deferred";
        String status = event.enhancedStatus();
        meters.count(
                "mta.sts.unsent",
                "Messages that were not sent",
                1,
                "action",
                action,
                "status",
                status == null ? "none" : oneOf(STATUSES, status));
    }

    private static String result(PolicyResolution resolution) {
        if (resolution instanceof PolicyResolution.InForce inForce) {
            return "mode-" + Meters.token(inForce.policy().mode());
        }
        return resolution instanceof PolicyResolution.NoPolicy none ? Meters.token(none.reason()) : "unknown";
    }

    private static String decision(@Nullable MxDecision decision) {
        if (decision == null) {
            return "none-possible";
        }
        if (decision instanceof MxDecision.Reject) {
            return "reject";
        }
        if (decision instanceof MxDecision.RequireValidatedTls) {
            return "validated-tls";
        }
        return decision instanceof MxDecision.ReportOnly ? "report-only" : "no-constraint";
    }

    private static String rule(LocalRule rule) {
        if (rule instanceof LocalRule.Follow) {
            return "follow";
        }
        if (rule instanceof LocalRule.Ignore) {
            return "ignore";
        }
        return rule instanceof LocalRule.TreatAsTesting ? "treat-as-testing" : "require-enforce";
    }

    /** An operator has a few servers; more would be a fault of somebody's set-up, and must not multiply the meters. */
    private String server(@Nullable InetSocketAddress server) {
        if (server == null) {
            return "none";
        }
        if (!servers.contains(server)) {
            if (servers.size() >= MAX_SERVERS) {
                return "other";
            }
            servers.add(server);
        }
        return server.getAddress().getHostAddress() + ":" + server.getPort();
    }

    private static String oneOf(Set<String> known, String value) {
        return known.contains(value) ? value : "other";
    }
}
