package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.report.ReportFile;
import io.github.mtasts.tlsrpt.report.ReportMessage;
import io.github.mtasts.tlsrpt.report.ReportWriter;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Sends what is due. {@link #submitDue} is called every few seconds by somebody else's thread. Thread-safe. */
public final class ReportSubmitter implements AutoCloseable {
    private final ReportStore store;
    private final ReportWriter writer;
    private final TlsRptDiscovery discovery;
    private final SignedMail mail;
    private final Dispatcher dispatcher;

    private ReportSubmitter(
            ReportStore store, ReportWriter writer, TlsRptDiscovery discovery, SignedMail mail, Dispatcher dispatcher) {
        this.store = store;
        this.writer = writer;
        this.discovery = discovery;
        this.mail = mail;
        this.dispatcher = dispatcher;
    }

    /**
     * Starts choosing.
     *
     * @param store has what is due
     * @param reporter who reports
     * @param writer writes reports
     * @return settings, with the defaults
     */
    public static Settings settings(ReportStore store, Reporter reporter, ReportWriter writer) {
        return new Settings(store, reporter, writer);
    }

    /** Takes on what is due, and returns. */
    public void submitDue() {
        dispatcher.dispatch();
    }

    /**
     * Whether nothing is under way.
     *
     * @return true when everything that was taken on is done
     */
    public boolean isIdle() {
        return dispatcher.isIdle();
    }

    /**
     * Writes what would be sent for a day, as far as it is counted. Sends nothing and changes nothing.
     *
     * @param day the UTC day
     * @param folder where to
     * @return the files
     * @throws IOException when the folder cannot be written
     */
    public List<Path> write(LocalDate day, Path folder) throws IOException {
        FolderTransport outlets = new FolderTransport(folder, mail);
        List<Path> written = new ArrayList<>();
        for (ReportKey report : store.list(day)) {
            Optional<ReportFile> file = writer.gzip(store, report);
            if (file.isPresent() && discovery.discover(report.domain()) instanceof TlsRptDiscoveryResult.Found found) {
                for (ReportDestination destination : found.record().destinations()) {
                    for (Path path : outlets.write(file.get(), destination)) {
                        if (!written.contains(path)) {
                            written.add(path);
                        }
                    }
                }
            }
        }
        return written;
    }

    /** Lets what is under way end, for a while. */
    @Override
    public void close() {
        dispatcher.close();
    }

    /** What can be chosen. The builder of {@code TlsReporting} says what each is for. Not thread-safe. */
    public static final class Settings {
        private final ReportStore store;
        private final Reporter reporter;
        private final ReportWriter writer;
        private Clock clock = Clock.systemUTC();
        private SubmissionListener listener = SubmissionListener.NONE;
        private @Nullable TxtResolver txt;
        private @Nullable AddressResolver addresses;
        private AddressGuard guard = AddressGuard.publicOnly();
        private SocketFactory sockets = SocketFactory.getDefault();
        private @Nullable TrustAnchors anchors;
        private boolean isStrict;
        private Duration postDeadline = Duration.ofSeconds(60);
        private @Nullable ReportMailer mailer;
        private @Nullable DkimSigner signer;
        private @Nullable Path dryRun;
        private Set<String> suppressed = Set.of();
        private Duration suppressedFor = Duration.ofDays(7);
        private int perMinute = 60;
        private boolean reportsSuccessesOnly = true;

        private Settings(ReportStore store, Reporter reporter, ReportWriter writer) {
            this.store = store;
            this.reporter = reporter;
            this.writer = writer;
        }

        /**
         * The time.
         *
         * @param wallClock the system's unless set
         * @param told is told what becomes of reports
         * @return this
         */
        public Settings observed(Clock wallClock, SubmissionListener told) {
            this.clock = wallClock;
            this.listener = told;
            return this;
        }

        /**
         * The DNS.
         *
         * @param txtResolver for TLSRPT records
         * @param addressResolver for https destinations
         * @return this
         */
        public Settings dns(TxtResolver txtResolver, AddressResolver addressResolver) {
            this.txt = txtResolver;
            this.addresses = addressResolver;
            return this;
        }

        /**
         * How posts connect.
         *
         * @param addressGuard which addresses may be connected to
         * @param factory makes TCP sockets
         * @param deadline for a whole post
         * @return this
         */
        public Settings posts(AddressGuard addressGuard, SocketFactory factory, Duration deadline) {
            this.guard = addressGuard;
            this.sockets = factory;
            this.postDeadline = deadline;
            return this;
        }

        /**
         * What becomes of certificates of https destinations.
         *
         * @param trustAnchors what they should lead to; null for the platform's
         * @param strict whether a fault ends the attempt
         * @return this
         */
        public Settings certificates(@Nullable TrustAnchors trustAnchors, boolean strict) {
            this.anchors = trustAnchors;
            this.isStrict = strict;
            return this;
        }

        /**
         * Mail.
         *
         * @param reportMailer null when there is none
         * @param dkimSigner null when the mail server signs
         * @return this
         */
        public Settings mail(@Nullable ReportMailer reportMailer, @Nullable DkimSigner dkimSigner) {
            this.mailer = reportMailer;
            this.signer = dkimSigner;
            return this;
        }

        /**
         * Writes into a folder in place of sending.
         *
         * @param folder null to send
         * @return this
         */
        public Settings dryRun(@Nullable Path folder) {
            this.dryRun = folder;
            return this;
        }

        /**
         * What is not sent, and how fast the rest.
         *
         * @param destinations URIs that get nothing
         * @param refusedFor how long a destination is left out that refused for good
         * @param reportsPerMinute to one host
         * @param successesOnly whether days without failures are reported
         * @return this
         */
        public Settings limits(
                Set<String> destinations, Duration refusedFor, int reportsPerMinute, boolean successesOnly) {
            this.suppressed = Set.copyOf(destinations);
            this.suppressedFor = refusedFor;
            this.perMinute = reportsPerMinute;
            this.reportsSuccessesOnly = successesOnly;
            return this;
        }

        /**
         * Builds.
         *
         * @return the submitter
         * @throws IllegalStateException when no resolver was set
         */
        public ReportSubmitter build() {
            if (txt == null || addresses == null) {
                throw new IllegalStateException("dns is not set: reports need TLSRPT records and addresses");
            }
            TlsRptDiscovery discovery = new TlsRptDiscovery(txt);
            SignedMail mail = new SignedMail(new ReportMessage(reporter, clock), signer);
            ReportTransport outlets = dryRun != null ? new FolderTransport(dryRun, mail) : real(addresses, mail);
            Planner planner = new Planner(
                    store, discovery, outlets, new Planner.Choices(suppressed, reportsSuccessesOnly), clock, listener);
            ReportSender courier = new ReportSender(
                    store, writer, outlets, new RateLimiter(perMinute), suppressedFor, clock, listener);
            return new ReportSubmitter(store, writer, discovery, mail, new Dispatcher(store, planner, courier));
        }

        private ReportTransport real(AddressResolver resolver, SignedMail mail) {
            TrustAnchors roots = anchors != null ? anchors : TrustAnchors.platform();
            CertificateVerifier judge = new CertificateVerifier(roots, Revocation.OFF, RevocationSource.none());
            HttpsPoster poster = new HttpsPoster(
                    resolver, guard, sockets, new HttpsPoster.Trust(judge, isStrict), postDeadline, clock);
            return new NetworkTransport(poster, mailer, mail);
        }
    }
}
