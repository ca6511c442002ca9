package io.github.mtasts.resolution.internal;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Results of discovery and fetch for a domain, as its DNS and its Policy Host produce them. */
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

    static StsDiscoveryResult id(String id) {
        if (StsRecordParser.parse("v=STSv1; id=" + id + ";") instanceof StsRecordParse.Valid valid) {
            return new StsDiscoveryResult.Found(valid.record(), TTL);
        }
        throw new IllegalArgumentException(id);
    }

    static StsDiscoveryResult absent() {
        return new StsDiscoveryResult.Absent(TTL);
    }

    static StsDiscoveryResult invalid() {
        return new StsDiscoveryResult.Invalid("the id is no id", TTL);
    }

    static StsDiscoveryResult dnsFails() {
        return new StsDiscoveryResult.TemporaryFailure("SERVFAIL", LookupFault.DOMAIN);
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
