package io.github.mtasts.cache;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.trust.TrustAnchors;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The policies that domains publish, and an attacker who blocks DNS or HTTPS. Counts the fetches. */
final class World {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final String LABEL = "_mta-sts.";

    record Publication(String id, StsPolicy policy) {}

    /** A policy that a Policy Host served. */
    record Served(StsPolicy policy, long atMillis) {
        boolean inForceAt(long nowMillis) {
            return nowMillis < atMillis + policy.maxAgeSeconds() * 1_000L;
        }
    }

    final Map<PolicyDomain, Served> served = new ConcurrentHashMap<>();
    final Map<PolicyDomain, AtomicInteger> fetches = new ConcurrentHashMap<>();
    private final Map<PolicyDomain, Publication> published = new ConcurrentHashMap<>();
    private final TrustAnchors anchors = TrustAnchors.platform();
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

    /** Returns a mail server in this world that uses a cache. */
    MtaSts mtaSts(PolicyCache cache) {
        return MtaSts.builder()
                .cache(cache)
                .dns(this::txt, name -> new AddressAnswer.Failed("no address is needed here"))
                .fetcher(this::fetch)
                .clock(clock)
                .trustAnchors(anchors)
                .build();
    }

    /** Begins a delivery to a domain, and returns its policy resolution. */
    static PolicyResolution deliver(MtaSts mtaSts, PolicyDomain domain) {
        return mtaSts.begin(DeliveryRequest.willRetry(domain.name())
                        .ehloName("mail.sender.example")
                        .build())
                .resolution();
    }

    private TxtAnswer txt(String name) {
        Publication publication = published.get(PolicyDomain.of(name.substring(LABEL.length())));
        if (dnsBlocked) {
            return new TxtAnswer.Failed("blocked");
        }
        return txtHidden || publication == null
                ? new TxtAnswer.Absent(TTL)
                : new TxtAnswer.Records(List.of("v=STSv1; id=" + publication.id + ";"), TTL);
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
        return new FetchResult.Failed(
                cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "fails in this test"), List.of());
    }

    @Nullable
    Served lastServed(PolicyDomain domain) {
        return served.get(domain);
    }
}
