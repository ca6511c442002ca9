package io.github.mtasts.tlsrpt;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportMessage;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import io.github.mtasts.tlsrpt.submit.internal.FolderTransport;
import io.github.mtasts.tlsrpt.submit.internal.HttpsPoster;
import io.github.mtasts.tlsrpt.submit.internal.NetworkTransport;
import io.github.mtasts.tlsrpt.submit.internal.ReportSubmitter;
import io.github.mtasts.tlsrpt.submit.internal.ReportTransport;
import io.github.mtasts.tlsrpt.submit.internal.SignedMail;
import io.github.mtasts.tlsrpt.submit.internal.SubmissionChoices;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of a {@link TlsReporting}. {@link #build()} rejects contradictions. Not thread-safe. */
public final class TlsReportingBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);
    private static final Duration LONGEST_SUPPRESSION = Duration.ofDays(3_650);
    private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
    private static final Duration SUBMIT_EVERY = Duration.ofSeconds(5);

    private final ReportRepository repository;
    private final Reporter reporter;
    private @Nullable TxtResolver txt;
    private @Nullable AddressResolver addresses;
    private @Nullable ReportMailer mailer;
    private @Nullable DkimSigner signer;
    private Clock clock = Clock.systemUTC();
    private @Nullable LongSupplier nanoTime = System::nanoTime;
    private int lookupThreads = 16;
    private @Nullable ScheduledExecutorService scheduler;
    private ReportLimits limits = ReportLimits.DEFAULT;
    private long sizeLimit = 10_000_000;
    private AdditionalInformation additionalInformation = AdditionalInformation.NONE;
    private Predicate<PolicyDomain> excluded = domain -> false;
    private @Nullable InetAddress publicAddress;
    private boolean successesOnly = true;
    private Set<String> suppressed = Set.of();
    private Duration suppressedFor = Duration.ofDays(7);
    private int perMinute = 60;
    private @Nullable Path dryRun;
    private boolean strictCertificates;
    private @Nullable TrustAnchors anchors;
    private AddressGuard guard = AddressGuard.publicOnly();
    private SocketFactory sockets = SocketFactory.getDefault();
    private Duration postDeadline = Duration.ofSeconds(60);
    private Duration newHostDeadline = Duration.ofSeconds(10);
    private final List<ReportingListener> listeners = new ArrayList<>();
    private @Nullable Executor listenerThread;

    TlsReportingBuilder(ReportRepository repository, Reporter reporter) {
        this.repository = repository;
        this.reporter = reporter;
    }

    /**
     * Sets the resolver for TLSRPT records and the addresses of https destinations. Required. At most 25 addresses are
     * looked up at a time.
     *
     * @param resolver the caller closes it
     * @return this builder
     */
    public TlsReportingBuilder dns(DnsResolver resolver) {
        return dns(resolver, resolver);
    }

    /**
     * Sets the resolvers. Required, unless {@link #dns(DnsResolver)} is called.
     *
     * @param txtResolver for TLSRPT records
     * @param addressResolver for the addresses of https destinations
     * @return this builder
     */
    public TlsReportingBuilder dns(TxtResolver txtResolver, AddressResolver addressResolver) {
        this.txt = txtResolver;
        this.addresses = addressResolver;
        return this;
    }

    /**
     * Sends reports by mail, with a DKIM signature of the library. Without a mailer only https destinations get reports.
     *
     * @param reportMailer accepts the messages
     * @param dkimSigner signs them for the domain of the reporter (RFC 8460 section 3)
     * @return this builder
     */
    public TlsReportingBuilder mailer(ReportMailer reportMailer, DkimSigner dkimSigner) {
        this.mailer = reportMailer;
        this.signer = dkimSigner;
        return this;
    }

    /**
     * Sends reports by mail that the mail server signs for the domain of the reporter. Receivers ignore a report
     * without a valid DKIM signature (RFC 8460 section 3).
     *
     * @param reportMailer accepts the messages
     * @return this builder
     */
    public TlsReportingBuilder signingMailer(ReportMailer reportMailer) {
        this.mailer = reportMailer;
        this.signer = null;
        return this;
    }

    /**
     * Sets the clock, for tests that advance time: no change of it counts as a jump.
     *
     * @param wallClock default the system's
     * @return this builder
     */
    public TlsReportingBuilder clock(Clock wallClock) {
        this.clock = wallClock;
        this.nanoTime = null;
        return this;
    }

    /**
     * Sets the wall clock and the monotonic clock. When their difference changes by more than a minute at once, the wall clock
     * has jumped. Days are closed, and their reports sent, only after the clocks have run for 15 minutes without a jump.
     *
     * @param wallClock default the system's
     * @param monotonicNanos default {@code System::nanoTime}
     * @return this builder
     */
    public TlsReportingBuilder clock(Clock wallClock, LongSupplier monotonicNanos) {
        this.clock = wallClock;
        this.nanoTime = monotonicNanos;
        return this;
    }

    /**
     * Sets how many TLSRPT records are looked up at a time. With look-ups of 50 ms, each thread looks up 72,000 domains an
     * hour.
     *
     * @param threads default 16
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public TlsReportingBuilder lookupThreads(int threads) {
        if (threads <= 0) {
            throw new IllegalArgumentException("lookupThreads is " + threads + ": it must be at least 1");
        }
        this.lookupThreads = threads;
        return this;
    }

    /**
     * Sets the executor of the background tasks. They run twice a second and every few seconds, and do not wait for the
     * network.
     *
     * @param executor the caller shuts it down; default an executor with two daemon threads
     * @return this builder
     */
    public TlsReportingBuilder scheduler(ScheduledExecutorService executor) {
        this.scheduler = executor;
        return this;
    }

    /**
     * Sets the limits on the counts of a day.
     *
     * @param reportLimits default {@link ReportLimits#DEFAULT}
     * @return this builder
     */
    public TlsReportingBuilder limits(ReportLimits reportLimits) {
        this.limits = reportLimits;
        return this;
    }

    /**
     * Sets the largest size of a compressed report. Receivers commonly accept about ten megabytes (RFC 8460 section 5.2).
     *
     * @param octets at least 100,000; default ten million
     * @return this builder
     */
    public TlsReportingBuilder sizeLimit(long octets) {
        this.sizeLimit = octets;
        return this;
    }

    /**
     * Sets the URI of each failure detail.
     *
     * @param information default none
     * @return this builder
     */
    public TlsReportingBuilder additionalInformation(AdditionalInformation information) {
        this.additionalInformation = information;
        return this;
    }

    /**
     * Excludes domains from reporting.
     *
     * @param domains called on the delivery threads; default no domain
     * @return this builder
     */
    public TlsReportingBuilder exclude(Predicate<PolicyDomain> domains) {
        this.excluded = domains;
        return this;
    }

    /**
     * Sets the public address that reports name as {@code sending-mta-ip} where this server's own address is a loopback or
     * private one, as behind a NAT (RFC 8460 section 4.4). Unless set, such an address is left out.
     *
     * @param address as the MX hosts see this server
     * @return this builder
     */
    public TlsReportingBuilder publicAddress(InetAddress address) {
        this.publicAddress = address;
        return this;
    }

    /**
     * Sets whether days without failures are reported. Such a report tells the domain that reporting works (RFC 8460 section
     * 4.2.1).
     *
     * @param reported default true
     * @return this builder
     */
    public TlsReportingBuilder reportDaysWithoutFailures(boolean reported) {
        this.successesOnly = reported;
        return this;
    }

    /**
     * Sets destinations that get no reports.
     *
     * @param uris as in TLSRPT records, such as {@code mailto:reports@example.com}; default none
     * @return this builder
     */
    public TlsReportingBuilder suppress(Set<String> uris) {
        this.suppressed = Set.copyOf(uris);
        return this;
    }

    /**
     * Sets how long a destination is suppressed after it has refused reports for several domains or on several days.
     *
     * @param time at most 3,650 days; default seven days
     * @return this builder
     * @throws IllegalArgumentException if the time is not positive or too long
     */
    public TlsReportingBuilder suppressRefusedFor(Duration time) {
        if (time.isZero() || time.isNegative() || time.compareTo(LONGEST_SUPPRESSION) > 0) {
            throw new IllegalArgumentException(
                    "suppressRefusedFor is " + time + "; expected a positive time of at most 3650 days");
        }
        this.suppressedFor = time;
        return this;
    }

    /**
     * Sets the largest number of reports per minute from this node to one registrable domain, such as {@code example.net} for
     * destinations at {@code a.example.net} and {@code b.example.net} (RFC 8460 section 7).
     *
     * @param reports default 60
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public TlsReportingBuilder reportsPerMinute(int reports) {
        if (reports <= 0) {
            throw new IllegalArgumentException("reportsPerMinute is " + reports + ": it must be at least 1");
        }
        this.perMinute = reports;
        return this;
    }

    /**
     * Writes reports to a folder instead of sending them. A written report is complete.
     *
     * @param folder is created if it does not exist
     * @return this builder
     */
    public TlsReportingBuilder dryRun(Path folder) {
        this.dryRun = folder;
        return this;
    }

    /**
     * Requires valid certificates of https destinations. By default certificate faults are logged and tolerated, so
     * that a domain with a broken certificate still gets its reports (RFC 8460 section 3).
     *
     * @return this builder
     */
    public TlsReportingBuilder strictCertificates() {
        this.strictCertificates = true;
        return this;
    }

    /**
     * Sets the trust anchors for certificates of https destinations.
     *
     * @param roots default the platform's
     * @return this builder
     */
    public TlsReportingBuilder trustAnchors(TrustAnchors roots) {
        this.anchors = roots;
        return this;
    }

    /**
     * Sets the addresses to which reports may be posted.
     *
     * @param addressGuard default {@link AddressGuard#publicOnly()}
     * @return this builder
     */
    public TlsReportingBuilder addressGuard(AddressGuard addressGuard) {
        this.guard = addressGuard;
        return this;
    }

    /**
     * Sets the factory of the TCP sockets for https destinations.
     *
     * @param factory default the platform's
     * @return this builder
     */
    public TlsReportingBuilder socketFactory(SocketFactory factory) {
        this.sockets = factory;
        return this;
    }

    /**
     * Sets the time limit of a whole HTTPS request.
     *
     * @param limit one millisecond to ten minutes; default one minute
     * @return this builder
     * @throws IllegalArgumentException if the limit is out of range
     */
    public TlsReportingBuilder postDeadline(Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "postDeadline is " + limit + "; expected one millisecond to ten minutes");
        }
        this.postDeadline = limit;
        return this;
    }

    /**
     * Sets the time limit of HTTPS requests to hosts that have not accepted a report yet. A host that exceeds it gets its next
     * attempt with the whole {@link #postDeadline}, from a queue of its own, so that hosts that do not answer do not delay the
     * reports to others.
     *
     * @param limit one millisecond to ten minutes; default ten seconds
     * @return this builder
     * @throws IllegalArgumentException if the limit is out of range
     */
    public TlsReportingBuilder newHostDeadline(Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "newHostDeadline is " + limit + "; expected one millisecond to ten minutes");
        }
        this.newHostDeadline = limit;
        return this;
    }

    /**
     * Adds a listener for counting and delivery. Each listener has a thread of its own.
     *
     * @param listener such as the metrics of mta-sts-micrometer; default none, and events are only logged
     * @return this builder
     */
    public TlsReportingBuilder listener(ReportingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Sets the thread of the one listener, for tests that wait for no thread. */
    TlsReportingBuilder listenerThread(Executor executor) {
        this.listenerThread = executor;
        return this;
    }

    /**
     * Builds the reporting and starts its background tasks: from now on counts are written to the store, reports that
     * are due are sent, and the published DKIM key record is checked once. {@link TlsReporting#close()} ends them.
     *
     * @return the reporting, to be registered as outcome listener and to be closed
     * @throws IllegalStateException if no resolver is set
     * @throws IllegalArgumentException if the DKIM signer's domain is not the reporter's (D27), or the size limit is
     *     too small
     */
    public TlsReporting build() {
        TxtResolver txtResolver = txt;
        AddressResolver addressResolver = addresses;
        if (txtResolver == null || addressResolver == null) {
            throw new IllegalStateException("dns is not set: TlsReporting needs a DnsResolver");
        }
        if (signer != null) {
            requireReporterDomain(signer.domain());
        }
        TlsRptDiscovery discovery = new TlsRptDiscovery(txtResolver);
        SignedMail mail = new SignedMail(new ReportMessage(reporter, clock), signer);
        LongSupplier nanos = nanoTime;
        ClosingGate gate = new ClosingGate(
                nanos == null ? ClockWatch.trusting(clock) : ClockWatch.of(clock, nanos), repository.isShared());
        ReportingEvents events = listenerThread == null
                ? ReportingEvents.to(listeners)
                : ReportingEvents.on(listenerThread, listeners.get(0));
        ReportSubmitter submitter = new ReportSubmitter(
                repository,
                new ReportWriter(reporter, additionalInformation, sizeLimit),
                discovery,
                mail,
                transport(addressResolver, mail),
                new SubmissionChoices(
                        suppressed, suppressedFor, perMinute, successesOnly, postDeadline, newHostDeadline),
                clock,
                gate,
                events);
        BackgroundTasks tasks = new BackgroundTasks(scheduler, lookupThreads);
        SessionCounter counter = new SessionCounter(
                repository, limits, clock, excluded, discovery::discover, tasks.lookups(), events, gate, publicAddress);
        if (signer instanceof DkimKey key) {
            tasks.lookups()
                    .execute(new LoggedTask(() -> key.warnings(txtResolver).forEach(each -> warn(each, events))));
        }
        tasks.every(FLUSH_EVERY, counter::tick);
        tasks.every(SUBMIT_EVERY, submitter::submitDue);
        return new TlsReporting(repository, counter, submitter, tasks, events);
    }

    private void requireReporterDomain(String signerDomain) {
        if (!PolicyDomain.parse(signerDomain).equals(Optional.of(reporter.domain()))) {
            throw new IllegalArgumentException("The DKIM signer's domain is " + signerDomain + ", but the contact is "
                    + reporter.contact() + ": both must have the same domain (RFC 8460 section 5.3)");
        }
    }

    private ReportTransport transport(AddressResolver resolver, SignedMail mail) {
        if (dryRun != null) {
            return new FolderTransport(dryRun, mail);
        }
        TrustAnchors roots = anchors != null ? anchors : TrustAnchors.platform();
        CertificateVerifier verifier = new CertificateVerifier(roots, Revocation.OFF, RevocationSource.none());
        HttpsPoster poster =
                new HttpsPoster(resolver, guard, sockets, new HttpsPoster.Trust(verifier, strictCertificates), clock);
        return new NetworkTransport(poster, mailer, mail);
    }

    private static void warn(String warning, ReportingEvents events) {
        LOG.warn("{}", warning);
        events.tell(listener -> listener.keyDoubted(warning));
    }
}
