package io.github.mtasts.tool.postfix;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers requests: those for the maps {@code postfix} and {@code postfix-tlsrpt} with attributes of smtp_tls_policy_maps, and {@code
 * exim DOMAIN HOST} with what is asked of one host. Thread-safe; blocks nobody.
 */
final class Maps {
    private static final String EXIM = "exim";

    private final Policies policies;
    private final Map<String, PostfixTable> tables;
    private final RequestMetrics metrics;

    /** @param saysMay whether the level of main.cf is {@code may} */
    Maps(Policies policies, boolean saysMay, RequestMetrics metrics) {
        this.policies = policies;
        this.tables =
                Map.of("postfix", new PostfixTable(false, false), "postfix-tlsrpt", new PostfixTable(true, saysMay));
        this.metrics = metrics;
    }

    /**
     * Answers one request.
     *
     * @param octets the request, without the netstring around it
     * @return completes exceptionally only when the service is broken
     */
    CompletableFuture<Reply> answer(byte[] octets) {
        Optional<Request> request = Request.read(octets);
        if (request.isEmpty()) {
            return told("none", Reply.permanent("a request is the name of a map, a space and a key"));
        }
        String map = request.get().map();
        PostfixTable table = tables.get(map);
        if (table != null) {
            return metrics.counted(map, domain(table, request.get().key()));
        }
        return map.equals(EXIM)
                ? metrics.counted(map, host(request.get().key()))
                : told("none", Reply.permanent("there is no map " + map + ": use postfix, postfix-tlsrpt or exim"));
    }

    private CompletableFuture<Reply> told(String map, Reply reply) {
        return metrics.counted(map, CompletableFuture.completedFuture(reply));
    }

    private CompletableFuture<Reply> domain(PostfixTable table, String key) {
        return LookupKey.domain(key)
                .map(domain -> policies.stance(domain).thenApply(stance -> table.reply(domain, stance)))
                .orElseGet(() -> CompletableFuture.completedFuture(Reply.NOT_FOUND));
    }

    private CompletableFuture<Reply> host(String key) {
        int space = key.indexOf(' ');
        if (space <= 0) {
            // Exim leaves the domain of a message out that goes to several: that is no domain without a policy.
            return CompletableFuture.completedFuture(
                    Reply.permanent("ask for exim DOMAIN HOST, in a transport with multi_domain = false"));
        }
        Optional<PolicyDomain> domain = LookupKey.domain(key.substring(0, space));
        if (domain.isEmpty()) {
            return CompletableFuture.completedFuture(Reply.NOT_FOUND);
        }
        // A name that is none can satisfy no policy: the library is asked about a host that no pattern covers.
        MxHost host = MxHost.fromRecord(key.substring(space + 1)).orElse(MxHost.of("no-name.invalid"));
        return policies.stance(domain.get(), host).thenApply(HostStance::reply);
    }
}
