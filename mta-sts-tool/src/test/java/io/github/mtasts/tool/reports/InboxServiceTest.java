package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.testkit.TestScheduler;
import io.github.mtasts.tool.PemText;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.server.CertificateFiles;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class InboxServiceTest {
    private static final String JSON = "application/tlsrpt+json";
    private static final String GZIP = "application/tlsrpt+gzip";
    private static final int MAX_OCTETS = 1 << 20;

    @TempDir
    Path folder;

    private final StringWriter events = new StringWriter();
    private TestNetwork net;
    private Network network;
    private TestScheduler scheduler;

    @SuppressWarnings("NullAway.Init") // by start
    private InboxKeeper keeper;

    @SuppressWarnings("NullAway.Init") // by start
    private InboxService service;

    private HttpClient client;

    @BeforeEach
    void network(TestNetwork each) throws IOException {
        net = each;
        scheduler = new TestScheduler(net.clock());
        network = Network.open(
                new NetworkSettings(),
                new ToolRun(folder).within(net).surroundings(new PrintWriter(events), new PrintWriter(events)));
        client = HttpClient.newBuilder()
                .sslContext(net.ca().clientContext())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        network.close();
    }

    @Test
    @Tag("RPT-5.4-07")
    void answersWhenAPostIsOnDiskAndReadsItLater() throws Exception {
        start(0, Duration.ofMinutes(1));
        byte[] report = TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1);

        assertThat(post(GZIP, TestReports.gzip(report)).statusCode()).isEqualTo(201);
        assertThat(post(JSON, report).statusCode()).isEqualTo(201);
        assertThat(post(JSON, "no JSON at all".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(201);
        assertThat(stored()).hasSize(3);
        scheduler.runDue();
        assertThat(Files.readString(folder.resolve("site/index.html"))).contains("posted.test");
        assertThat(Files.readString(folder.resolve("site/summary.json")))
                .contains("\"reports\":1", "\"duplicates\":1", "NOT_JSON");
    }

    @Test
    void makesTheSiteAnewWhenThereIsSomethingNew() throws Exception {
        start(0, Duration.ofMinutes(1));
        scheduler.runDue();
        Files.delete(folder.resolve("site/index.html"));
        net.clock().advance(Duration.ofMinutes(10));
        scheduler.runDue();
        assertThat(folder.resolve("site/index.html")).doesNotExist();

        post(JSON, TestReports.report("a.test", "fresh.test", today().minusDays(1), 5, 1));
        net.clock().advance(Duration.ofMinutes(10));
        scheduler.runDue();

        assertThat(Files.readString(folder.resolve("site/index.html"))).contains("fresh.test");
    }

    @Test
    void looksAgainAfterAMistakeOfItsOwn() throws Exception {
        Surroundings all =
                new ToolRun(folder).within(net).surroundings(new PrintWriter(events), new PrintWriter(events));
        AtomicBoolean isBroken = new AtomicBoolean(true);
        InstantSource clock = () -> {
            if (isBroken.get()) {
                throw new NoClassDefFoundError("org/example/Gone");
            }
            return net.clock().instant();
        };
        network.close();
        network = Network.open(
                new NetworkSettings(),
                new Surroundings(
                        all.in(),
                        all.out(),
                        all.err(),
                        false,
                        false,
                        all.environment(),
                        all.workingDirectory(),
                        clock.withZone(ZoneOffset.UTC),
                        all.nanoTime(),
                        all.sockets(),
                        all.guard()));
        start(0, Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(events.toString()).contains("\"internal-error\"", "org/example/Gone");
        assertThat(folder.resolve("site/index.html")).doesNotExist();

        isBroken.set(false);
        net.clock().advance(Duration.ofMinutes(1));
        scheduler.runDue();

        assertThat(folder.resolve("site/index.html")).exists();
    }

    @Test
    void refusesWhatIsNoPostOfAReport() throws Exception {
        start(0, Duration.ofMinutes(1));
        byte[] report = TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1);

        assertThat(post("text/html", report).statusCode()).isEqualTo(415);
        assertThat(send(request("/tlsrpt").POST(body(report))).statusCode()).isEqualTo(415);
        assertThat(send(request("/tlsrpt")
                                .header("Content-Type", GZIP)
                                .header("Content-Encoding", "gzip")
                                .POST(body(report)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(request("/tlsrpt").GET()).statusCode()).isEqualTo(405);
        assertThat(send(request("/tlsrpt").GET()).headers().firstValue("Allow")).contains("POST");
        assertThat(send(request("/tlsrpt").PUT(body(report))).statusCode()).isEqualTo(405);
        assertThat(send(request("/").POST(body(report))).statusCode()).isEqualTo(404);
        assertThat(send(request("/tlsrpt/").POST(body(report))).statusCode()).isEqualTo(404);
        assertThat(stored()).isEmpty();
    }

    @Test
    void refusesABodyThatIsTooLargeWhetherItsLengthIsSaidOrNot() throws Exception {
        start(0, Duration.ofMinutes(1));
        byte[] most = new byte[MAX_OCTETS];
        byte[] more = new byte[MAX_OCTETS + 1];

        assertThat(post(GZIP, most).statusCode()).isEqualTo(201);
        assertThat(post(GZIP, more).statusCode()).isEqualTo(413);
        assertThat(send(request("/tlsrpt")
                                .header("Content-Type", GZIP)
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void refusesABodyWithoutAnEndAsSoonAsItIsTooLarge() throws Exception {
        start(0, Duration.ofMinutes(1));
        try (SSLSocket socket = open()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(MAX_OCTETS + 1) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[MAX_OCTETS + 1]);
            out.flush();

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void survivesAGzipBomb() throws Exception {
        start(0, Duration.ofMinutes(1));

        assertThat(post(GZIP, TestReports.bomb()).statusCode()).isEqualTo(201);
        assertThat(post(JSON, TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1))
                        .statusCode())
                .isEqualTo(201);
        scheduler.runDue();

        assertThat(Files.readString(folder.resolve("site/summary.json"))).contains("posted.test", "TOO_LARGE");
    }

    @Test
    void keepsNothingOfABodyThatBreaksOff() throws Exception {
        start(0, Duration.ofMinutes(1));
        try (SSLSocket socket = open()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                            + "\r\nContent-Length: 1000\r\n\r\n{\"organization")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        post(JSON, TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1));

        assertThat(stored()).hasSize(1);
        try (Stream<Path> files = Files.list(folder.resolve("inbox"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void hangsUpOnASenderThatIsTooSlow() throws Exception {
        start(0, Duration.ofSeconds(3)); // the handshake is within it
        try (SSLSocket socket = open()) {
            socket.getOutputStream()
                    .write(("POST /tlsrpt HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                                    + "\r\nContent-Length: 1000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket silent = new Socket()) {
            silent.connect(service.addresses().get(0));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void goesOnAfterBrokenTls() throws Exception {
        start(0, Duration.ofMinutes(1));
        try (Socket socket = new Socket()) {
            socket.connect(service.addresses().get(0));
            socket.getOutputStream().write("POST / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // an alert, then the end
            }
        }
        assertThat(post(JSON, TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void storesPostsThatComeAtTheSameTime() throws Exception {
        start(0, Duration.ofMinutes(1));
        List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] report = TestReports.report("s" + i + ".test", "posted.test", today().minusDays(1), 5, 1);
            posts.add(client.sendAsync(
                    request("/tlsrpt")
                            .header("Content-Type", JSON)
                            .POST(body(report))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(posts).allMatch(each -> each.join().statusCode() == 201);
        assertThat(stored()).hasSize(30);
    }

    @Test
    void asksToComeBackWhileTheDiskIsFull() throws Exception {
        start(Long.MAX_VALUE, Duration.ofMinutes(1));

        HttpResponse<String> refused = post(JSON, new byte[] {'{', '}'});

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("3600");
        assertThat(stored()).isEmpty();
    }

    @Test
    void neverSaysThatItStoredWhatItCouldNot() throws Exception {
        start(0, Duration.ofMinutes(1));
        Files.delete(folder.resolve("inbox"));

        HttpResponse<String> failed = post(JSON, new byte[] {'{', '}'});

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(events.toString()).contains("\"event\":\"store-failed\"");
        Files.createDirectory(folder.resolve("inbox"));
        assertThat(post(JSON, new byte[] {'{', '}'}).statusCode()).isEqualTo(201);
    }

    @Test
    void takesARenewedCertificateAndKeepsTheOldOneBesideABrokenFile() throws Exception {
        start(0, Duration.ofMinutes(1));
        scheduler.runDue();
        Path file = folder.resolve("certificate.pem");
        ServerCertificate renewed = net.ca().issue("localhost");
        replace(file, PemText.of(net.ca().issue("localhost").chain()), 1);
        scheduler.runDue();
        net.clock().advance(Duration.ofMinutes(1));
        scheduler.runDue();
        assertThat(events.toString()).contains("certificate-refused");
        try (SSLSocket socket = open()) {
            assertThat(socket.getSession().isValid()).isTrue();
        }

        replace(file, PemText.of(renewed), 2);
        net.clock().advance(Duration.ofMinutes(1));
        scheduler.runDue();

        try (SSLSocket socket = open()) {
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(renewed.leaf());
        }
    }

    @Test
    void goesOnBesideADamagedCertificateAndTellsItOnce() throws Exception {
        start(0, Duration.ofMinutes(1));
        scheduler.runDue();
        replace(folder.resolve("certificate.pem"), "-----BEGIN CERTIFICATE-----\n=*=\n-----END CERTIFICATE-----\n", 1);
        for (int i = 0; i < 3; i++) {
            net.clock().advance(Duration.ofMinutes(1));
            scheduler.runDue();
        }
        post(JSON, TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1));
        net.clock().advance(Duration.ofMinutes(10));
        scheduler.runDue();

        assertThat(events.toString().split("\"certificate-refused\"", -1))
                .as("told once")
                .hasSize(2);
        assertThat(Files.readString(folder.resolve("site/index.html"))).contains("posted.test");
    }

    @Test
    void goesOnWhenAClockThatWasWrongIsSetBack() throws Exception {
        start(0, Duration.ofMinutes(1));
        Instant today = net.clock().instant();
        net.clock().set(today.plus(Duration.ofDays(20_000)));
        keeper.tick();
        net.clock().set(today);
        post(JSON, TestReports.report("a.test", "posted.test", today().minusDays(1), 5, 1));

        keeper.tick();

        assertThat(Files.readString(folder.resolve("site/index.html"))).contains("posted.test");
    }

    private static void replace(Path file, String text, int seconds) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private void start(long minFree, Duration requestTime) throws IOException {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Path file = folder.resolve("certificate.pem");
        Files.writeString(file, PemText.of(net.ca().issue("localhost")));
        InboxSettings settings = new InboxSettings(
                inbox,
                "/tlsrpt",
                null,
                folder.resolve("site"),
                List.of(),
                false,
                MAX_OCTETS,
                1_000,
                minFree,
                Duration.ofMinutes(5),
                requestTime);
        ServiceLog log = new ServiceLog(new PrintWriter(events), true, net.clock());
        keeper = new InboxKeeper(settings, network, log);
        service = InboxService.start(
                settings,
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                new CertificateFiles(file),
                keeper,
                log,
                scheduler);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
    }

    private SSLSocket open() throws IOException {
        SSLSocket socket = (SSLSocket) net.ca()
                .clientContext()
                .getSocketFactory()
                .createSocket("localhost", service.addresses().get(0).getPort());
        socket.startHandshake();
        return socket;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                        "https://localhost:" + service.addresses().get(0).getPort() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static HttpRequest.BodyPublisher body(byte[] octets) {
        return HttpRequest.BodyPublishers.ofByteArray(octets);
    }

    private HttpResponse<String> post(String mediaType, byte[] octets) throws Exception {
        return send(request("/tlsrpt").header("Content-Type", mediaType).POST(body(octets)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<Path> stored() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("inbox"))) {
            return files.filter(each -> each.getFileName().toString().startsWith("report-"))
                    .toList();
        }
    }
}
