package io.github.mtasts.benchmarks;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Policies in a realistic mix: nine domains of ten are hosted and share one of 200 policies. */
final class Rows {
    private static final int HOSTERS = 200;
    private static final Duration REFRESH = Duration.ofHours(20);

    private Rows() {}

    static PolicyDomain domain(int index) {
        return PolicyDomain.of("customer-" + index + ".example");
    }

    /** Parses a policy from octets each time, as after a fetch. */
    static CachedPolicy entry(int index, Instant fetchedAt) {
        boolean hosted = index % 10 != 0;
        String owner = hosted ? "hoster-" + index % HOSTERS + ".example" : "customer-" + index + ".example";
        String text = "version: STSv1\nmode: enforce\nmx: mx1." + owner + "\nmx: mx2." + owner + "\nmax_age: 604800\n";
        StsPolicy policy = ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII))).policy();
        String id = hosted ? "20260101T0000" + index % HOSTERS : "20260101T" + index;
        return new CachedPolicy(policy, id, fetchedAt);
    }

    static List<StoredPolicy> page(int from, int count, Instant fetchedAt) {
        List<StoredPolicy> rows = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            rows.add(StoredPolicy.of(domain(i), entry(i, fetchedAt), REFRESH));
        }
        return rows;
    }
}
