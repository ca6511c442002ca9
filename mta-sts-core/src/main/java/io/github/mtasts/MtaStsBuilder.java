package io.github.mtasts;

import io.github.mtasts.dane.DaneLookup;
import io.github.mtasts.discovery.StsDiscovery;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.SecureResolver;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.resolution.internal.PolicyResolver;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.HttpRevocationSource;
import io.github.mtasts.trust.internal.RevocationSource;
import io.github.mtasts.work.Listeners;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@link MtaSts}. Only the cache must be set; the defaults are strict, and each loosening has its own
 * setting. Not thread-safe.
 */
public final class MtaStsBuilder {
    private static final Duration REVOCATION_LIMIT = Duration.ofSeconds(15);

    private @Nullable PolicyCache cache;
    private @Nullable TxtResolver txtResolver;
    private @Nullable AddressResolver addressResolver;
    private @Nullable SecureResolver secureResolver;
    private boolean daneBehindUnsignedMx = true;
    private boolean daneForPolicies;
    private @Nullable PolicyFetcher fetcher;
    private @Nullable Consumer<HttpsPolicyFetcher.Builder> fetchChoices;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable Executor completions;
    private ClientCertificates clientCertificates = host -> null;
    private final List<OutcomeListener> listeners = new ArrayList<>();
    private final List<MtaStsListener> eventListeners = new ArrayList<>();
    private LocalPolicy localPolicy = domain -> LocalRule.FOLLOW;
    private TrustAnchors trustAnchors = TrustAnchors.platform();
    private TlsRules tlsRules = TlsRules.rfc9325();
    private Revocation revocation = Revocation.OFF;
    private SocketFactory socketFactory = SocketFactory.getDefault();
    private AddressGuard addressGuard = AddressGuard.publicOnly();
    private Clock clock = Clock.systemUTC();
    private Clock certificateClock = Clock.systemUTC();
    private ResolutionSettings resolution = ResolutionSettings.DEFAULT;
    private Duration waitLimit = Duration.ofSeconds(65);
    private Duration openingLimit = Duration.ofMinutes(5);

    MtaStsBuilder() {}

    /**
     * Sets the cache of policies. MTA-STS protects only domains whose policy the sender has kept: use one cache per server,
     * with a store that survives a restart.
     *
     * @param policyCache required; stays the caller's to close, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder cache(PolicyCache policyCache) {
        this.cache = policyCache;
        return this;
    }

    /**
     * Sets the resolver for TXT records and addresses. Unless set, {@link #build} makes one for the system's name servers, with
     * a time-out of 5 seconds and at most 100 queries at a time.
     *
     * @param resolver stays the caller's to close, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder dns(DnsResolver resolver) {
        return dns(resolver, resolver);
    }

    /**
     * Sets the mail server's own resolvers.
     *
     * @param txt looks up {@code _mta-sts} records
     * @param addresses looks up the addresses of Policy Hosts
     * @return this builder
     */
    public MtaStsBuilder dns(TxtResolver txt, AddressResolver addresses) {
        this.txtResolver = txt;
        this.addressResolver = addresses;
        return this;
    }

    /**
     * Turns DANE on (RFC 7672): MX hosts with signed TLSA records are authenticated by them, beside what an MTA-STS policy
     * requires. {@link DeliveryAttempt#candidate} then looks records up and may block; event-driven servers use
     * {@link DeliveryAttempt#candidateAsync}.
     *
     * @param resolver such as a {@link io.github.mtasts.dns.DnssecResolver}; use it for {@link io.github.mtasts.dns.MxLookup},
     *     too, so that each question is asked once. It stays the caller's to close, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder dane(SecureResolver resolver) {
        this.secureResolver = resolver;
        return this;
    }

    /**
     * Sets whether DANE applies to an MX host that only unsigned MX records name. It then proves the host, and not that the host
     * takes the mail of the domain (RFC 7672 section 2.2.1).
     *
     * @param applies true unless set
     * @return this builder
     */
    public MtaStsBuilder daneBehindUnsignedMx(boolean applies) {
        this.daneBehindUnsignedMx = applies;
        return this;
    }

    /**
     * Sets whether DANE stands in for the certificate that a published policy of mode enforce requires, where the MX records are
     * signed: a host that the policy names then needs no certificate of a public authority. Otherwise it needs to satisfy both (RFC
     * 8461 section 2). What the policy says about the certificate is reported all the same.
     *
     * @param standsIn false unless set
     * @return this builder
     */
    public MtaStsBuilder daneInPlaceOfCertificates(boolean standsIn) {
        this.daneForPolicies = standsIn;
        return this;
    }

    /**
     * Sets the sockets for policy fetches and revocation look-ups. MX hosts are dialled by the caller.
     *
     * @param factory makes unconnected sockets; the platform's unless set
     * @return this builder
     */
    public MtaStsBuilder socketFactory(SocketFactory factory) {
        this.socketFactory = factory;
        return this;
    }

    /**
     * Sets the addresses that policy fetches and revocation look-ups may connect to.
     *
     * @param guard {@link AddressGuard#publicOnly()} unless set
     * @return this builder
     */
    public MtaStsBuilder addressGuard(AddressGuard guard) {
        this.addressGuard = guard;
        return this;
    }

    /**
     * Changes the settings of the HTTPS fetch: by default 60 seconds, 65,536 octets and no proxy. Do not combine it with
     * {@link #fetcher}.
     *
     * @param choices called by {@link #build} with a builder that has the defaults and this builder's settings
     * @return this builder
     */
    public MtaStsBuilder fetch(Consumer<HttpsPolicyFetcher.Builder> choices) {
        this.fetchChoices = choices;
        return this;
    }

    /**
     * Replaces the library's HTTPS fetch.
     *
     * @param policyFetcher stays the caller's to close, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder fetcher(PolicyFetcher policyFetcher) {
        this.fetcher = policyFetcher;
        return this;
    }

    /**
     * Adds a listener for outcomes. Listeners are called in the order in which they were added.
     *
     * @param listener such as the TLS reporting of mta-sts-tlsrpt; stays the caller's to close, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder outcomes(OutcomeListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Adds a listener for what the library does. Each listener has a thread of its own: it holds up no mail.
     *
     * @param listener such as the metrics of mta-sts-micrometer; a resolver that is passed to {@link #dns(DnsResolver)} takes it
     *     itself, for its queries
     * @return this builder
     */
    public MtaStsBuilder listener(MtaStsListener listener) {
        eventListeners.add(listener);
        return this;
    }

    /**
     * Sets the operator's own rules.
     *
     * @param policy no rules unless set
     * @return this builder
     */
    public MtaStsBuilder localPolicy(LocalPolicy policy) {
        this.localPolicy = policy;
        return this;
    }

    /**
     * Sets the trust anchors for the certificates of Policy Hosts and MX hosts.
     *
     * @param anchors the platform's unless set
     * @return this builder
     */
    public MtaStsBuilder trustAnchors(TrustAnchors anchors) {
        this.trustAnchors = anchors;
        return this;
    }

    /**
     * Sets the strength required of TLS and of certificates, of Policy Hosts and MX hosts.
     *
     * @param rules {@link TlsRules#rfc9325} unless set
     * @return this builder
     */
    public MtaStsBuilder tlsRules(TlsRules rules) {
        this.tlsRules = rules;
        return this;
    }

    /**
     * Sets whether certificates are checked for revocation (RFC 8461 sections 3.3 and 4.2). All look-ups for one chain take at
     * most 15 seconds, and go through the proxy of the fetches where one is set. Answers are kept until they expire.
     *
     * @param choice {@link Revocation#OFF} unless set
     * @return this builder
     */
    public MtaStsBuilder revocation(Revocation choice) {
        this.revocation = choice;
        return this;
    }

    /**
     * Sets the client certificates for MX hosts that ask for one. A host that demands a certificate and gets none fails with the
     * reason {@code client-certificate-required}.
     *
     * @param choice none unless set
     * @return this builder
     */
    public MtaStsBuilder clientCertificates(ClientCertificates choice) {
        this.clientCertificates = choice;
        return this;
    }

    /**
     * Sets the clock by which policies expire. Certificates are always checked by system time.
     *
     * @param wallClock the system's clock in UTC unless set
     * @return this builder
     */
    public MtaStsBuilder clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /** Sets the clock by which the certificates of MX hosts are checked, for tests. */
    MtaStsBuilder certificateClock(Clock wallClock) {
        this.certificateClock = wallClock;
        return this;
    }

    /**
     * Sets the scheduler that ends openings in time.
     *
     * @param executor one thread of the library's unless set; stays the caller's to shut down, after the {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder scheduler(ScheduledExecutorService executor) {
        this.scheduler = executor;
        return this;
    }

    /**
     * Sets the executor on which asynchronous results complete, and with them the continuations of the caller: those of
     * {@code beginAsync}, {@code unroutableAsync}, {@code openAsync}, {@code check} and {@code refresh}. A result that is known at
     * once is returned completed.
     *
     * @param executor daemon threads of the library's, made on demand, unless set; stays the caller's to shut down, after the
     *     {@link MtaSts}
     * @return this builder
     */
    public MtaStsBuilder completions(Executor executor) {
        this.completions = executor;
        return this;
    }

    /**
     * Sets when a delivery waits for its policy, and the limits of policy look-ups.
     *
     * @param settings {@link ResolutionSettings#DEFAULT} unless set
     * @return this builder
     */
    public MtaStsBuilder resolution(ResolutionSettings settings) {
        this.resolution = settings;
        return this;
    }

    /**
     * Sets how long {@link MtaSts#begin} waits for discovery and fetch. Then the cached policy applies; without one the
     * delivery goes on as when the DNS fails. The look-up goes on, too, and fills the cache.
     *
     * @param limit a positive time; 65 seconds unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive
     */
    public MtaStsBuilder waitLimit(Duration limit) {
        this.waitLimit = positive("waitLimit", limit);
        return this;
    }

    /**
     * Sets how long one opening may take, from dialling to the reply to the last EHLO (RFC 5321 section 4.5.3.2).
     *
     * @param limit a positive time; five minutes unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive
     */
    public MtaStsBuilder openingLimit(Duration limit) {
        this.openingLimit = positive("openingLimit", limit);
        return this;
    }

    /**
     * Makes the library. Does no I/O, except that it reads the system's name servers and trust store where none were set.
     *
     * @return to be closed, which ends its threads
     * @throws IllegalStateException when a setting is missing or contradicts another, or when neither the settings nor the
     *     system name a DNS server; the message says what to do
     */
    public MtaSts build() {
        PolicyCache policies = cache;
        if (policies == null) {
            throw new IllegalStateException(
                    "MtaStsBuilder.cache is not set: pass a PolicyCache, such as one of mta-sts-cache");
        }
        if (fetcher != null && fetchChoices != null) {
            throw new IllegalStateException(
                    "MtaStsBuilder.fetch and fetcher are both set: remove fetch, which has no effect on your own fetcher");
        }
        List<AutoCloseable> owned = new ArrayList<>();
        TxtResolver txt = txtResolver;
        AddressResolver addresses = addressResolver;
        if (txt == null || addresses == null) {
            DnsResolver.Builder choices = DnsResolver.builder();
            eventListeners.forEach(choices::listener);
            DnsResolver system = choices.build();
            owned.add(system);
            txt = system;
            addresses = system;
        }
        PolicyFetcher policyFetcher = fetcher(addresses, owned);
        Events events = new Events(Listeners.of(eventListeners));
        PolicyResolver resolver = new PolicyResolver(
                new StsDiscovery(txt)::discover, events.heard(policyFetcher), policies, clock, resolution);
        CertificateVerifier verifier = new CertificateVerifier(
                trustAnchors, tlsRules, revocation, revocationSource(addresses, policyFetcher), certificateClock);
        DaneLookup dane =
                secureResolver == null ? null : new DaneLookup(secureResolver, daneBehindUnsignedMx, System::nanoTime);
        DeliveryContext context = new DeliveryContext(
                resolver,
                dane,
                verifier,
                clientCertificates,
                clock,
                listeners,
                events,
                openingLimit,
                scheduler,
                completions,
                owned);
        return new MtaSts(context, localPolicy, waitLimit, daneForPolicies);
    }

    /** Revocation look-ups have the limits of a fetch, because the URIs come from certificates of unknown hosts. */
    private RevocationSource revocationSource(AddressResolver addresses, PolicyFetcher policyFetcher) {
        if (revocation == Revocation.OFF) {
            return RevocationSource.none();
        }
        InetSocketAddress proxy = policyFetcher instanceof HttpsPolicyFetcher https
                ? https.proxy().orElse(null)
                : null;
        return new HttpRevocationSource(addresses, addressGuard, socketFactory, proxy, REVOCATION_LIMIT);
    }

    private PolicyFetcher fetcher(AddressResolver addresses, List<AutoCloseable> owned) {
        if (fetcher != null) {
            return fetcher;
        }
        HttpsPolicyFetcher.Builder builder = HttpsPolicyFetcher.builder()
                .addresses(addresses)
                .trustAnchors(trustAnchors)
                .tlsRules(tlsRules)
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
            throw new IllegalArgumentException(
                    "MtaStsBuilder." + setting + " is " + limit + ": expected a positive time");
        }
        return limit;
    }
}
