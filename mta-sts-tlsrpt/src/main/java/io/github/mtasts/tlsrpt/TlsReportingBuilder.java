package io.github.mtasts.tlsrpt;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.count.CountingListener;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.ReportWriter;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import io.github.mtasts.tlsrpt.submit.ReportSubmitter;
import io.github.mtasts.tlsrpt.submit.SubmissionListener;
import io.github.mtasts.trust.TrustAnchors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures {@link TlsReporting}. Contradictions are refused by {@link #start()}. Not thread-safe. */
public final class TlsReportingBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);
    private static final int LOOKUP_THREADS = 8;
    private static final int WAITING_LOOKUPS = 1_000;
    private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
    private static final Duration SUBMIT_EVERY = Duration.ofSeconds(5);

    private final ReportStore store;
    private final Reporter reporter;
    private @Nullable TxtResolver txt;
    private @Nullable AddressResolver addresses;
    private @Nullable ReportMailer mailer;
    private @Nullable DkimSigner signer;
    private boolean mailServerSigns;
    private Clock clock = Clock.systemUTC();
    private @Nullable ScheduledExecutorService scheduler;
    private ReportLimits caps = ReportLimits.DEFAULT;
    private long sizeLimit = 10_000_000;
    private AdditionalInformation additionalInformation = AdditionalInformation.NONE;
    private Predicate<PolicyDomain> leftOut = domain -> false;
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
    private CountingListener countingListener = CountingListener.NONE;
    private SubmissionListener submissionListener = SubmissionListener.NONE;

    TlsReportingBuilder(ReportStore store, Reporter reporter) {
        this.store = store;
        this.reporter = reporter;
    }

    /**
     * Where TLSRPT records and the addresses of https destinations are looked up. Required.
     *
     * @param resolver stays the caller's to close
     * @return this builder
     */
    public TlsReportingBuilder dns(DnsResolver resolver) {
        return dns(resolver, resolver);
    }

    /**
     * Where TLSRPT records and the addresses of https destinations are looked up. Required.
     *
     * @param txtResolver for TLSRPT records
     * @param addressResolver for addresses
     * @return this builder
     */
    public TlsReportingBuilder dns(TxtResolver txtResolver, AddressResolver addressResolver) {
        this.txt = txtResolver;
        this.addresses = addressResolver;
        return this;
    }

    /**
     * Sends reports by mail, signed here. Without a mailer only https destinations get reports.
     *
     * @param reportMailer takes the messages
     * @param dkimSigner signs them for the domain of the reporter (RFC 8460 section 3)
     * @return this builder
     */
    public TlsReportingBuilder mailer(ReportMailer reportMailer, DkimSigner dkimSigner) {
        this.mailer = reportMailer;
        this.signer = dkimSigner;
        this.mailServerSigns = false;
        return this;
    }

    /**
     * Sends reports by mail that the mail server behind the mailer signs for the domain of the reporter. A report without a
     * valid signature is ignored by its receiver (RFC 8460 section 3).
     *
     * @param reportMailer takes the messages
     * @return this builder
     */
    public TlsReportingBuilder mailerThatSigns(ReportMailer reportMailer) {
        this.mailer = reportMailer;
        this.signer = null;
        this.mailServerSigns = true;
        return this;
    }

    /**
     * Tells the time.
     *
     * @param wallClock the system's unless set
     * @return this builder
     */
    public TlsReportingBuilder clock(Clock wallClock) {
        this.clock = wallClock;
        return this;
    }

    /**
     * Runs what is done twice a second and every few seconds. Neither waits for the network.
     *
     * @param executor stays the caller's to shut down; one of its own unless set
     * @return this builder
     */
    public TlsReportingBuilder scheduler(ScheduledExecutorService executor) {
        this.scheduler = executor;
        return this;
    }

    /**
     * How much a day may hold.
     *
     * @param limits {@link ReportLimits#DEFAULT} unless set
     * @return this builder
     */
    public TlsReportingBuilder caps(ReportLimits limits) {
        this.caps = limits;
        return this;
    }

    /**
     * The largest report, compressed. Receivers commonly take about ten megabytes (RFC 8460 section 5.2).
     *
     * @param octets ten million unless set; at least 100,000
     * @return this builder
     */
    public TlsReportingBuilder sizeLimit(long octets) {
        this.sizeLimit = octets;
        return this;
    }

    /**
     * What URI each failure detail bears.
     *
     * @param information none unless set
     * @return this builder
     */
    public TlsReportingBuilder additionalInformation(AdditionalInformation information) {
        this.additionalInformation = information;
        return this;
    }

    /**
     * Domains that get no reports, by the operator's choice.
     *
     * @param domains none unless set; asked on the threads that deliver
     * @return this builder
     */
    public TlsReportingBuilder leaveOut(Predicate<PolicyDomain> domains) {
        this.leftOut = domains;
        return this;
    }

    /**
     * Whether a day without failures is reported: a heartbeat by which a domain knows that nothing is wrong (RFC 8460 section
     * 4.2.1).
     *
     * @param reported true unless set
     * @return this builder
     */
    public TlsReportingBuilder reportSuccessesOnly(boolean reported) {
        this.successesOnly = reported;
        return this;
    }

    /**
     * Destinations that get nothing.
     *
     * @param uris as they stand in records, such as {@code mailto:reports@example.com}
     * @return this builder
     */
    public TlsReportingBuilder suppress(Set<String> uris) {
        this.suppressed = Set.copyOf(uris);
        return this;
    }

    /**
     * How long a destination gets nothing after it has refused a report for good.
     *
     * @param time seven days unless set
     * @return this builder
     */
    public TlsReportingBuilder suppressRefusingFor(Duration time) {
        this.suppressedFor = time;
        return this;
    }

    /**
     * How many reports go to one host in a minute, from this node (RFC 8460 section 7).
     *
     * @param reports 60 unless set
     * @return this builder
     * @throws IllegalArgumentException when it is not positive
     */
    public TlsReportingBuilder perMinute(int reports) {
        if (reports <= 0) {
            throw new IllegalArgumentException("perMinute is " + reports + ": it must be at least 1");
        }
        this.perMinute = reports;
        return this;
    }

    /**
     * Sends nothing, and writes into a folder what would be sent. A report that was written is finished.
     *
     * @param folder made when it is missing
     * @return this builder
     */
    public TlsReportingBuilder dryRun(Path folder) {
        this.dryRun = folder;
        return this;
    }

    /**
     * Posts only to hosts with a valid certificate. By default faults are logged and tolerated, lest a domain whose
     * certificates are broken is never told (RFC 8460 section 3).
     *
     * @return this builder
     */
    public TlsReportingBuilder strictCertificates() {
        this.strictCertificates = true;
        return this;
    }

    /**
     * What certificates of https destinations should lead to.
     *
     * @param roots the platform's unless set
     * @return this builder
     */
    public TlsReportingBuilder trustAnchors(TrustAnchors roots) {
        this.anchors = roots;
        return this;
    }

    /**
     * Which addresses posts may connect to.
     *
     * @param addressGuard {@link AddressGuard#publicOnly()} unless set
     * @return this builder
     */
    public TlsReportingBuilder addressGuard(AddressGuard addressGuard) {
        this.guard = addressGuard;
        return this;
    }

    /**
     * What makes the TCP sockets of posts.
     *
     * @param factory the platform's unless set
     * @return this builder
     */
    public TlsReportingBuilder socketFactory(SocketFactory factory) {
        this.sockets = factory;
        return this;
    }

    /**
     * How long a whole post may take.
     *
     * @param limit one minute unless set; at most ten
     * @return this builder
     * @throws IllegalArgumentException when it is out of range
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
     * Who is told what counting leaves out.
     *
     * @param listener nobody unless set
     * @return this builder
     */
    public TlsReportingBuilder listener(CountingListener listener) {
        this.countingListener = listener;
        return this;
    }

    /**
     * Who is told what becomes of reports.
     *
     * @param listener nobody unless set
     * @return this builder
     */
    public TlsReportingBuilder listener(SubmissionListener listener) {
        this.submissionListener = listener;
        return this;
    }

    /**
     * Builds, and starts counting and sending.
     *
     * @return to be told outcomes, and closed
     * @throws IllegalStateException when no resolver was set
     * @throws IllegalArgumentException when the signer signs for another domain than the reporter's (D27)
     */
    public TlsReporting start() {
        TxtResolver txtResolver = txt;
        AddressResolver addressResolver = addresses;
        if (txtResolver == null || addressResolver == null) {
            throw new IllegalStateException("dns is not set: TlsReporting needs a DnsResolver");
        }
        if (signer != null) {
            reporter.requireDomain("the domain of the DKIM signer", signer.domain());
        }
        ReportWriter writer = new ReportWriter(reporter, additionalInformation, sizeLimit);
        ReportSubmitter submitter = ReportSubmitter.settings(store, reporter, writer)
                .observed(clock, submissionListener)
                .dns(txtResolver, addressResolver)
                .posts(guard, sockets, postDeadline)
                .certificates(anchors, strictCertificates)
                .mail(mailer, mailServerSigns ? null : signer)
                .dryRun(dryRun)
                .limits(suppressed, suppressedFor, perMinute, successesOnly)
                .build();
        ThreadPoolExecutor lookups = lookups();
        if (signer instanceof DkimKey key) {
            lookups.execute(new LoggedTask(() -> key.warnings(txtResolver).forEach(this::warn)));
        }
        TlsRptDiscovery discovery = new TlsRptDiscovery(txtResolver);
        SessionCounter counter = new SessionCounter(
                store, caps, clock, leftOut, domain -> Lookups.answer(discovery, domain), lookups, countingListener);
        ScheduledExecutorService own = scheduler == null ? ownScheduler() : null;
        ScheduledExecutorService timer = own == null ? Objects.requireNonNull(scheduler) : own;
        List<Future<?>> tasks =
                List.of(every(timer, FLUSH_EVERY, counter::flush), every(timer, SUBMIT_EVERY, submitter::submitDue));
        return new TlsReporting(store, counter, submitter, new BackgroundTasks(tasks, lookups, own));
    }

    private void warn(String warning) {
        LOG.warn("{}", warning);
        submissionListener.keyDoubted(warning);
    }

    private static Future<?> every(ScheduledExecutorService timer, Duration period, Runnable work) {
        return timer.scheduleWithFixedDelay(
                new LoggedTask(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadPoolExecutor lookups() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_LOOKUPS),
                work -> daemon(work, "tls-report-lookup"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Two threads: a store that is slow to take counts does not keep reports from being sent. */
    private static ScheduledExecutorService ownScheduler() {
        return Executors.newScheduledThreadPool(2, work -> daemon(work, "tls-report-timer"));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
