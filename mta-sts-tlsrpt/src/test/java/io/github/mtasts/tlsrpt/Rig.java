package io.github.mtasts.tlsrpt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.dkim.DkimKeyRecord;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.trust.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A reporting node on a test network, with a clock that a test moves. */
final class Rig implements AutoCloseable {
    static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    static final Instant NEXT_DAY = Instant.parse("2024-03-02T05:00:00Z");
    /** As long as a busy machine may take; nothing that works waits for it. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    final TestNetwork net = TestNetwork.start();
    final TestClock clock = new TestClock(NOON);
    final DnsResolver dns =
            DnsResolver.builder().server(net.dns().address()).timeout(PATIENCE).build();
    final ManualScheduler scheduler = new ManualScheduler();
    final List<ReportMail> mails = Collections.synchronizedList(new ArrayList<>());
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final List<String> doubts = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore doubted = new Semaphore(0);
    final KeyPair key = keyPair();
    volatile Function<ReportMail, MailResult> mailer = mail -> new MailResult.Accepted();
    private final Path file;
    private final UnaryOperator<ReportRepository> between;
    private final Consumer<TlsReportingBuilder> choices;
    private final @Nullable LongSupplier nanos;
    ReportRepository store;
    TlsReporting reporting;

    Rig(Path folder) {
        this(folder, builder -> {});
    }

    Rig(Path folder, Consumer<TlsReportingBuilder> choices) {
        this(folder, store -> store, choices);
    }

    /** With a monotonic clock of its own, so that the wall clock can jump. */
    static Rig withMonotonicClock(Path folder, LongSupplier nanos) {
        return new Rig(folder, store -> store, builder -> {}, nanos);
    }

    /** With a wrapper around the store. */
    static Rig over(Path folder, UnaryOperator<ReportRepository> between) {
        return new Rig(folder, between, builder -> {});
    }

    private Rig(Path folder, UnaryOperator<ReportRepository> between, Consumer<TlsReportingBuilder> choices) {
        this(folder, between, choices, null);
    }

    private Rig(
            Path folder,
            UnaryOperator<ReportRepository> between,
            Consumer<TlsReportingBuilder> choices,
            @Nullable LongSupplier nanos) {
        this.nanos = nanos;
        this.file = folder.resolve("reports.db");
        this.between = between;
        this.choices = choices;
        net.dns().txt("tls._domainkey.sender.example", DkimKeyRecord.write(key.getPublic()));
        this.store = openStore();
        this.reporting = start(clock);
    }

    private ReportRepository openStore() {
        return (ReportRepository) SqliteReportStore.builder(file).clock(clock).open();
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Reporter reporter() {
        return Reporter.of("Sender Ltd", "tls-reports@sender.example");
    }

    private TlsReporting start(Clock ofTheNode) {
        TlsReportingBuilder builder = new TlsReportingBuilder(between.apply(store), reporter())
                .dns(dns)
                .clock(ofTheNode)
                .scheduler(scheduler)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .postDeadline(PATIENCE)
                .newHostDeadline(PATIENCE)
                .mailer(this::take, DkimKey.of("sender.example", "tls", key.getPrivate(), clock))
                .listener(new Events())
                .listenerThread(Runnable::run);
        if (nanos != null) {
            builder.clock(ofTheNode, nanos);
        }
        choices.accept(builder);
        return builder.build();
    }

    private MailResult take(ReportMail mail) {
        MailResult result = mailer.apply(mail);
        if (result instanceof MailResult.Accepted) {
            mails.add(mail);
        }
        return result;
    }

    /** Simulates a restart of the process. */
    void restart() {
        reporting.close();
        restartAfterClose();
    }

    void restartAfterClose() {
        restartAfterClose(clock);
    }

    /** Starts a node with another clock than the store's. */
    void restartAfterClose(Clock ofTheNode) {
        store = openStore();
        reporting = start(ofTheNode);
    }

    /** Publishes a TLSRPT record with these destinations. */
    void asksForReports(String domain, String... destinations) {
        net.dns().txt("_smtp._tls." + domain, "v=TLSRPTv1; rua=" + String.join(",", destinations));
    }

    PolicyHost endpoint(String host) {
        return net.httpsHost(host).status(201);
    }

    /** Writes the counts to the store. */
    void flush() {
        reporting.flush();
    }

    /** Sets the time, and submits until nothing is due. */
    void submitAt(Instant time) throws InterruptedException {
        clock.set(time);
        submit();
    }

    void submit() throws InterruptedException {
        reporting.flush();
        int quiet = 0;
        while (quiet < 2) { // planning gives no event, and submissions follow it
            int before = events.size();
            reporting.submitDue();
            awaitIdle();
            quiet = events.size() > before ? 0 : quiet + 1;
        }
    }

    void awaitIdle() throws InterruptedException {
        synchronized (events) {
            while (!reporting.isIdle()) {
                events.wait(5);
            }
        }
    }

    /** Returns the report for the day of {@link #NOON} with the counts so far. */
    JsonNode report(String domain) throws IOException {
        flush();
        return json(file(domain).gzip());
    }

    ReportFile file(String domain) {
        return new ReportWriter(reporter(), AdditionalInformation.NONE, 10_000_000)
                .gzip(store, new ReportKey(LocalDate.of(2024, 3, 1), PolicyDomain.of(domain)))
                .orElseThrow();
    }

    static JsonNode json(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return JSON.readTree(in);
        }
    }

    static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.duplicate().get(octets);
        return octets;
    }

    JsonNode posted(PolicyHost host) throws IOException {
        List<PolicyHost.Request> requests = host.requests();
        return json(octets(requests.get(requests.size() - 1).body()));
    }

    @Override
    public void close() {
        reporting.close();
        scheduler.shutdownNow();
        dns.close();
        net.close();
    }

    void awaitDoubt() throws InterruptedException {
        if (!doubted.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing is doubted");
        }
    }

    private final class Events implements ReportingListener {
        @Override
        public void keyDoubted(String warning) {
            doubts.add(warning);
            doubted.release();
        }

        @Override
        public void delivered(PolicyDomain domain, LocalDate day, String destination) {
            events.add("delivered " + domain + " " + destination);
        }

        @Override
        public void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {
            events.add("failed " + domain + " " + destination + " " + reason);
        }

        @Override
        public void refused(PolicyDomain domain, LocalDate day, String destination, String reason) {
            events.add("failed " + domain + " " + destination + " " + reason);
        }

        @Override
        public void dropped(PolicyDomain domain, LocalDate day, String destination, Ending ending, String reason) {
            events.add("dropped " + domain + " " + destination + " " + reason);
        }

        @Override
        public void suppressed(String destination, String reason) {
            events.add("suppressed " + destination + " " + reason);
        }

        @Override
        public void sendingStopped(String reason) {
            events.add("stopped " + reason);
        }

        @Override
        public void sendingResumed() {
            events.add("resumed");
        }
    }
}
