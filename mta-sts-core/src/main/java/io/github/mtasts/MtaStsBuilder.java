package io.github.mtasts;

import io.github.mtasts.discovery.StsDiscovery;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.resolution.internal.PolicyResolver;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.HttpRevocationSource;
import io.github.mtasts.trust.internal.RevocationSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link MtaSts}. Only the cache has no default; every other default is the strict choice, and each loosening
 * has a name of its own. Not thread-safe.
 */
public final class MtaStsBuilder {
    private static final Duration REVOCATION_LIMIT = Duration.ofSeconds(15);

    private @Nullable PolicyCache cache;
    private @Nullable TxtResolver txtResolver;
    private @Nullable AddressResolver addressResolver;
    private @Nullable PolicyFetcher fetcher;
    private @Nullable Consumer<HttpsPolicyFetcher.Builder> fetchChoices;
    private @Nullable ScheduledExecutorService scheduler;
    private final List<OutcomeListener> listeners = new ArrayList<>();
    private LocalPolicy localPolicy = domain -> LocalRule.FOLLOW;
    private TrustAnchors trustAnchors = TrustAnchors.platform();
    private Revocation revocation = Revocation.OFF;
    private SocketFactory socketFactory = SocketFactory.getDefault();
    private AddressGuard addressGuard = AddressGuard.publicOnly();
    private Clock clock = Clock.systemUTC();
    private ResolutionSettings resolution = ResolutionSettings.DEFAULT;
    private Duration waitLimit = Duration.ofSeconds(65);
    private Duration openingLimit = Duration.ofMinutes(5);

    MtaStsBuilder() {}

    /**
     * Where policies are remembered. The sender's memory is what MTA-STS protects with: share one cache per server.
     *
     * @param policyCache required
     * @return this builder
     */
    public MtaStsBuilder cache(PolicyCache policyCache) {
        this.cache = policyCache;
        return this;
    }

    /**
     * The DNS to ask. Unless set, the servers that the system is configured with.
     *
     * @param resolver stays the caller's to close
     * @return this builder
     */
    public MtaStsBuilder dns(DnsResolver resolver) {
        return dns(resolver, resolver);
    }

    /**
     * The DNS to ask, through ports of the mail server's own.
     *
     * @param txt finds {@code _mta-sts} records
     * @param addresses finds the addresses of Policy Hosts
     * @return this builder
     */
    public MtaStsBuilder dns(TxtResolver txt, AddressResolver addresses) {
        this.txtResolver = txt;
        this.addressResolver = addresses;
        return this;
    }

    /**
     * Makes the sockets for policy fetches and revocation look-ups; MX hosts are dialled by the caller.
     *
     * @param factory plain sockets unless set
     * @return this builder
     */
    public MtaStsBuilder socketFactory(SocketFactory factory) {
        this.socketFactory = factory;
        return this;
    }

    /**
     * Which addresses policy fetches and revocation look-ups may connect to.
     *
     * @param guard {@link AddressGuard#publicOnly()} unless set
     * @return this builder
     */
    public MtaStsBuilder addressGuard(AddressGuard guard) {
        this.addressGuard = guard;
        return this;
    }

    /**
     * Adjusts how policies are fetched over HTTPS: time and size limits, a proxy.
     *
     * @param choices is given a builder with the strict defaults
     * @return this builder
     */
    public MtaStsBuilder fetch(Consumer<HttpsPolicyFetcher.Builder> choices) {
        this.fetchChoices = choices;
        return this;
    }

    /**
     * Fetches policies by other means than the library's own.
     *
     * @param policyFetcher stays the caller's to close
     * @return this builder
     */
    public MtaStsBuilder fetcher(PolicyFetcher policyFetcher) {
        this.fetcher = policyFetcher;
        return this;
    }

    /**
     * Adds a listener that is told every outcome.
     *
     * @param listener such as the counter of TLS reports
     * @return this builder
     */
    public MtaStsBuilder outcomes(OutcomeListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * The operator's own rules.
     *
     * @param policy none unless set
     * @return this builder
     */
    public MtaStsBuilder localPolicy(LocalPolicy policy) {
        this.localPolicy = policy;
        return this;
    }

    /**
     * The roots that certificates of Policy Hosts and MX hosts must lead to.
     *
     * @param anchors the platform's unless set
     * @return this builder
     */
    public MtaStsBuilder trustAnchors(TrustAnchors anchors) {
        this.trustAnchors = anchors;
        return this;
    }

    /**
     * Whether certificates are checked for revocation (RFC 8461 sections 3.3 and 4.2).
     *
     * @param choice {@link Revocation#OFF} unless set
     * @return this builder
     */
    public MtaStsBuilder revocation(Revocation choice) {
        this.revocation = choice;
        return this;
    }

    /**
     * The clock that ages policies.
     *
     * @param wallClock the system's unless set
     * @return this builder
     */
    public MtaStsBuilder clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /**
     * The scheduler that watches over openings.
     *
     * @param executor one thread of the library's own unless set; stays the caller's to shut down
     * @return this builder
     */
    public MtaStsBuilder scheduler(ScheduledExecutorService executor) {
        this.scheduler = executor;
        return this;
    }

    /**
     * How resolution weighs waiting against knowing, and what bounds its work.
     *
     * @param settings {@link ResolutionSettings#DEFAULT} unless set
     * @return this builder
     */
    public MtaStsBuilder resolution(ResolutionSettings settings) {
        this.resolution = settings;
        return this;
    }

    /**
     * How long {@link MtaSts#begin} waits for discovery and fetch. When it has passed, the cached policy rules, else it
     * is as when the DNS fails; the look-up goes on and fills the cache.
     *
     * @param limit 65 seconds unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive
     */
    public MtaStsBuilder waitLimit(Duration limit) {
        this.waitLimit = positive("waitLimit", limit);
        return this;
    }

    /**
     * How long one opening may take from dialling to the end of the handshake (RFC 5321 section 4.5.3.2).
     *
     * @param limit five minutes unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive
     */
    public MtaStsBuilder openingLimit(Duration limit) {
        this.openingLimit = positive("openingLimit", limit);
        return this;
    }

    /**
     * Builds.
     *
     * @return a running library; close it to end its threads
     * @throws IllegalStateException naming the setting that is missing or contradicts another, or when no DNS server is
     *     set and the system has none
     */
    public MtaSts build() {
        PolicyCache policies = cache;
        if (policies == null) {
            throw new IllegalStateException(
                    "cache is not set: choose where policies are remembered, such as in memory");
        }
        if (fetcher != null && fetchChoices != null) {
            throw new IllegalStateException(
                    "fetch and fetcher are both set: choices have no effect on a fetcher of your own");
        }
        List<AutoCloseable> owned = new ArrayList<>();
        TxtResolver txt = txtResolver;
        AddressResolver addresses = addressResolver;
        if (txt == null || addresses == null) {
            DnsResolver system = DnsResolver.builder().build();
            owned.add(system);
            txt = system;
            addresses = system;
        }
        PolicyResolver resolver = new PolicyResolver(
                new StsDiscovery(txt)::discover, fetcher(addresses, owned), policies, clock, resolution);
        return new MtaSts(
                resolver,
                localPolicy,
                listeners,
                new CertificateVerifier(trustAnchors, revocation, revocationSource(addresses)),
                clock,
                waitLimit,
                openingLimit,
                new DeliveryContext(scheduler, owned));
    }

    /** Revocation look-ups keep the limits of a fetch: their addresses, too, come from strangers. */
    private RevocationSource revocationSource(AddressResolver addresses) {
        return revocation == Revocation.OFF
                ? RevocationSource.none()
                : new HttpRevocationSource(addresses, addressGuard, socketFactory, null, REVOCATION_LIMIT);
    }

    private PolicyFetcher fetcher(AddressResolver addresses, List<AutoCloseable> owned) {
        if (fetcher != null) {
            return fetcher;
        }
        HttpsPolicyFetcher.Builder builder = HttpsPolicyFetcher.builder()
                .addresses(addresses)
                .trustAnchors(trustAnchors)
                .revocation(revocation)
                .socketFactory(socketFactory)
                .addressGuard(addressGuard);
        if (fetchChoices != null) {
            fetchChoices.accept(builder);
        }
        HttpsPolicyFetcher https = builder.build();
        owned.add(https);
        return https;
    }

    private static Duration positive(String setting, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(setting + " is " + limit + ": it must be positive");
        }
        return limit;
    }
}
