package io.github.mtasts.resolution;

import io.github.mtasts.discovery.DiscoveryResult;
import io.github.mtasts.discovery.RecordParse;
import io.github.mtasts.discovery.RecordParser;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a domain may have in the DNS and on its Policy Host, as discovery and fetch would report it. */
public final class Published {
    public static final Duration TTL = Duration.ofMinutes(1);

    private Published() {}

    public static StsPolicy policy(String mode, int maxAgeSeconds, String... mx) {
        StringBuilder body = new StringBuilder("version: STSv1\nmode: " + mode + "\nmax_age: " + maxAgeSeconds + "\n");
        for (String pattern : mx) {
            body.append("mx: ").append(pattern).append('\n');
        }
        PolicyParse parse = PolicyParser.parse(body.toString().getBytes(StandardCharsets.UTF_8));
        if (parse instanceof PolicyParse.Valid valid) {
            return valid.policy();
        }
        throw new IllegalArgumentException(parse.toString());
    }

    static DiscoveryResult id(String id) {
        if (RecordParser.parse("v=STSv1; id=" + id + ";") instanceof RecordParse.Valid valid) {
            return new DiscoveryResult.Found(valid.record(), TTL);
        }
        throw new IllegalArgumentException(id);
    }

    static DiscoveryResult absent() {
        return new DiscoveryResult.Absent(TTL);
    }

    static DiscoveryResult invalid() {
        return new DiscoveryResult.Invalid("the id is no id", TTL);
    }

    static DiscoveryResult dnsFails() {
        return new DiscoveryResult.TemporaryFailure("SERVFAIL");
    }

    static FetchResult fetched(StsPolicy policy) {
        return new FetchResult.Fetched(policy, List.of());
    }

    static FetchResult.Failed status(int code) {
        return new FetchResult.Failed(
                FetchResult.Cause.STATUS,
                new Failure(ResultType.STS_POLICY_FETCH_ERROR, "http-status: " + code),
                List.of());
    }

    static FetchResult.Failed badBody(String... lines) {
        return new FetchResult.Failed(
                FetchResult.Cause.INVALID_POLICY,
                new Failure(ResultType.STS_POLICY_INVALID, "policy-invalid: line 1"),
                List.of(lines));
    }
}
