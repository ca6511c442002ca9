package io.github.mtasts.cache;

import io.github.mtasts.discovery.DiscoveryResult;
import io.github.mtasts.discovery.RecordParse;
import io.github.mtasts.discovery.RecordParser;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolver;
import io.github.mtasts.resolution.ResolutionSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What domains publish, and what of it an attacker lets through. Counts what is fetched. */
final class World {
    private static final Duration TTL = Duration.ofMinutes(1);

    record Publication(String id, StsPolicy policy) {}

    /** A policy that a Policy Host handed out. */
    record Served(StsPolicy policy, long atMillis) {
        boolean inForceAt(long nowMillis) {
            return nowMillis < atMillis + policy.maxAgeSeconds() * 1_000L;
        }
    }

    final Map<PolicyDomain, Served> served = new ConcurrentHashMap<>();
    final Map<PolicyDomain, AtomicInteger> fetches = new ConcurrentHashMap<>();
    private final Map<PolicyDomain, Publication> published = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean dnsBlocked;
    private volatile boolean txtHidden;
    private volatile boolean httpsBlocked;

    World(Clock clock) {
        this.clock = clock;
    }

    static StsPolicy policy(String mode, String mx, long maxAgeSeconds) {
        String text = "version: STSv1\nmode: " + mode + "\nmx: " + mx + "\nmax_age: " + maxAgeSeconds + "\n";
        return ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII))).policy();
    }

    void publish(PolicyDomain domain, String id, StsPolicy policy) {
        published.put(domain, new Publication(id, policy));
    }

    void withdraw(PolicyDomain domain) {
        published.remove(domain);
    }

    void blockDns(boolean blocked) {
        dnsBlocked = blocked;
    }

    void hideTxt(boolean hidden) {
        txtHidden = hidden;
    }

    void blockHttps(boolean blocked) {
        httpsBlocked = blocked;
    }

    int fetches(PolicyDomain domain) {
        AtomicInteger count = fetches.get(domain);
        return count == null ? 0 : count.get();
    }

    PolicyResolver resolver(PolicyCache cache, ResolutionSettings settings) {
        return new PolicyResolver(this::discover, this::fetch, cache, clock, settings);
    }

    private DiscoveryResult discover(PolicyDomain domain) {
        Publication publication = published.get(domain);
        if (dnsBlocked) {
            return new DiscoveryResult.TemporaryFailure("blocked");
        }
        if (txtHidden || publication == null) {
            return new DiscoveryResult.Absent(TTL);
        }
        RecordParse parse = RecordParser.parse("v=STSv1; id=" + publication.id + ";");
        return new DiscoveryResult.Found(((RecordParse.Valid) parse).record(), TTL);
    }

    private FetchResult fetch(PolicyDomain domain) {
        fetches.computeIfAbsent(domain, name -> new AtomicInteger()).incrementAndGet();
        Publication publication = published.get(domain);
        if (httpsBlocked || publication == null) {
            return failed(httpsBlocked ? FetchResult.Cause.CONNECTION : FetchResult.Cause.STATUS);
        }
        served.put(domain, new Served(publication.policy, clock.millis()));
        return new FetchResult.Fetched(publication.policy, List.of());
    }

    private static FetchResult.Failed failed(FetchResult.Cause cause) {
        return new FetchResult.Failed(cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "told to fail"), List.of());
    }

    @Nullable
    Served lastServed(PolicyDomain domain) {
        return served.get(domain);
    }
}
