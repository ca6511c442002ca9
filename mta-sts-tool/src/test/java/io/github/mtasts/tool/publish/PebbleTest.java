package io.github.mtasts.tool.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.faults.FreePort;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.ChildProcess;
import io.github.mtasts.tool.PemText;
import io.github.mtasts.tool.acme.Pebble;
import io.github.mtasts.tool.server.ServedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates from a real ACME server. */
@ExtendWith(TestNetworkExtension.class)
class PebbleTest {
    private static final String GOOD = "version: STSv1\nmode: enforce\nmx: mx.a.test\nmax_age: 2592000\n";
    private static final String HOST = "mta-sts.a.test";
    private static final String ISSUED = "\"certificate-issued\"";
    private static final String FAILED = "\"certificate-failed\"";

    @TempDir
    Path folder;

    private TestNetwork net;
    private PublishedHost host;
    private Pebble pebble;

    @BeforeEach
    void make(TestNetwork each) throws IOException, InterruptedException {
        Optional<Path> program = Pebble.find();
        assumeTrue(program.isPresent(), "left out: Pebble cannot be had");
        net = each;
        host = new PublishedHost(net, folder);
        pebble = Pebble.of(net, program.get(), folder.resolve("pebble"));
        domain("a.test");
    }

    @AfterEach
    void stop() {
        if (pebble != null) {
            pebble.close();
            host.close();
        }
    }

    @Test
    void obtainsACertificateThatTheLibraryTrustsByTlsAlpn01() throws Exception {
        open();
        pebble.start(host.port(), 1, 0);

        issue(1);

        try (HttpsPolicyFetcher sender = host.sender(root())) {
            assertThat(sender.fetch(PolicyDomain.parse("a.test").orElseThrow()))
                    .isInstanceOf(FetchResult.Fetched.class);
        }
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void obtainsACertificateByHttp01AndServesNothingElseThere() throws Exception {
        open("acme.challenge=http-01", "acme.http-listen=127.0.0.1:0");
        pebble.start(1, host.challengePort(), 0);

        issue(1);

        assertThat(certificate().end()).isAfter(net.clock().instant());
        HttpResponse<String> policy = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:" + host.challengePort() + "/.well-known/mta-sts.txt"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(policy.statusCode()).isEqualTo(404);
    }

    /** RFC 8555 section 7.3.4. */
    @ParameterizedTest
    @ValueSource(ints = {32, 48, 64})
    void bindsTheAccountToTheOneThatTheAuthorityGave(int octets) throws Exception {
        Path key = folder.resolve("eab.key");
        byte[] secret = new byte[octets];
        new Random(octets).nextBytes(secret);
        Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\r\n");
        open("acme.eab-key-id=kid-1", "acme.eab-key-file=eab.key");
        pebble.wantsExternalAccount("kid-1", Files.readString(key).strip()).start(host.port(), 1, 0);

        issue(1);

        assertThat(certificate().end()).isAfter(net.clock().instant());
    }

    @Test
    void saysThatTheAuthorityWantsAnExternalAccount() throws Exception {
        open();
        pebble.wantsExternalAccount("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")
                .start(host.port(), 1, 0);

        host.looks(1);
        host.log().await(FAILED, 1);

        assertThat(host.events()).contains("set acme.eab-key-id and acme.eab-key-file to what it gave you");
    }

    @Test
    void saysThatTheExternalAccountIsRefusedAndTakesTheRightKeyLater() throws Exception {
        Path key = folder.resolve("eab.key");
        Files.writeString(key, "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12X\n");
        open("acme.eab-key-id=kid-1", "acme.eab-key-file=eab.key");
        pebble.wantsExternalAccount("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")
                .start(host.port(), 1, 0);
        host.looks(1);
        host.log().await(FAILED, 1);
        assertThat(host.events()).contains("the authority refused: ");

        Files.writeString(key, "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\n");
        net.clock().advance(Duration.ofHours(1));
        issue(1);

        assertThat(certificate().end()).isAfter(net.clock().instant());
    }

    @Test
    void renewsInTimeAndGoesOnThroughADayWithoutTheAuthority() throws Exception {
        open();
        pebble.start(host.port(), 1, 0);
        issue(1);
        ServedCertificate first = certificate();

        Duration lifetime = Duration.between(first.begin(), first.end());
        net.clock().set(first.begin().plus(lifetime.multipliedBy(6).dividedBy(10)));
        host.looks(3);
        assertThat(certificate().chain()).isEqualTo(first.chain());
        pebble.stop();
        net.clock().set(first.begin().plus(lifetime.multipliedBy(7).dividedBy(10)));
        Instant down = net.clock().instant();
        for (int failures = 1; net.clock().instant().isBefore(down.plus(Duration.ofDays(1))); failures++) {
            host.looks(1);
            host.log().await(FAILED, failures);
            net.clock().advance(Duration.ofHours(2));
        }
        assertThat(certificate().chain()).isEqualTo(first.chain());

        // It has lost the account, too.
        pebble.start(host.port(), 1, 0);
        issue(2);

        assertThat(certificate().chain()).isNotEqualTo(first.chain());
        assertThat(host.events()).contains("the authority cannot be reached");
    }

    @Test
    void comesBackWhenTheAuthorityAllowsIt() throws Exception {
        AtomicBoolean isLimited = new AtomicBoolean(true);
        AtomicInteger orders = new AtomicInteger();
        PolicyHost front = net.httpsHost("front.test").certificate(net.ca().issue("localhost"));
        String base = "https://localhost:" + net.route(front.address()).getPort();
        front.respondWith(request -> {
            if (request.path().equals("/dir")) {
                return new PolicyHost.Response(
                        200, Map.of("Content-Type", "application/json"), directory(isLimited, base));
            }
            orders.incrementAndGet();
            return new PolicyHost.Response(
                    429,
                    Map.of("Content-Type", "application/problem+json", "Retry-After", "3600"),
                    "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"too many orders\"}");
        });
        host.open("acme.directory=" + base + "/dir", "acme.terms-agreed=true", "acme.trust=" + pebble.trust());
        pebble.start(host.port(), 1, 0);
        host.looks(1);
        host.log().await(FAILED, 1);
        assertThat(host.events()).contains("asks to come back later", "too many orders");
        String next = host.events().substring(host.events().lastIndexOf("\"next\":\"") + 8);
        Instant due = Instant.parse(next.substring(0, next.indexOf('"')));
        assertThat(due).isAfter(net.clock().instant().plus(Duration.ofMinutes(58)));
        for (int minute = 0; minute < 58; minute++) {
            net.clock().advance(Duration.ofMinutes(1));
            host.looks(1);
        }
        assertThat(orders).hasValue(1);

        isLimited.set(false);
        net.clock().advance(Duration.between(net.clock().instant(), due).plusSeconds(1));
        issue(1);
        assertThat(orders).hasValue(1);
    }

    @Test
    void makesAnotherOrderWhereTheAuthorityHasOnlyAPageInPlaceOfTheOldOne() throws Exception {
        orderAt(new PolicyHost.Response(404, Map.of("Content-Type", "text/html"), "<html>Not found</html>"));

        issue(1);

        assertThat(certificate().end()).isAfter(net.clock().instant());
    }

    @ParameterizedTest
    @CsvSource({"500,application/problem+json", "503,text/html", "429,text/plain", "407,text/html"})
    void keepsTheOrderWhileTheAuthorityOrAServerBeforeItFails(int status, String type) throws Exception {
        orderAt(new PolicyHost.Response(
                status, Map.of("Content-Type", type), "{\"type\":\"urn:ietf:params:acme:error:serverInternal\"}"));

        host.looks(1);
        host.log().await("\"certificate-", 1);

        assertThat(host.log().count(FAILED)).as(host.events()).isEqualTo(1);
        assertThat(Files.readString(file(HOST + ".order.pem"))).contains("/order/1");
    }

    /** Begins with an order on disk, for which the authority answers as given. */
    private void orderAt(PolicyHost.Response response) throws IOException {
        PolicyHost front = net.httpsHost("front.test").certificate(net.ca().issue("localhost"));
        front.respondWith(request -> response);
        open();
        pebble.start(host.port(), 1, 0);
        ServerCertificate keys = net.ca().issue(HOST);
        Path orders;
        try (Stream<Path> folders = Files.list(folder.resolve("state/acme"))) {
            orders = folders.findFirst().orElseThrow();
        }
        Files.writeString(
                orders.resolve(HOST + ".order.pem"),
                "# at: https://localhost:" + net.route(front.address()).getPort() + "/order/1\n"
                        + "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.leaf().getPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n" + PemText.of(keys.privateKey()));
    }

    @Test
    @Tag("slow")
    void obtainsCertificatesForTwoHundredDomains() throws Exception {
        for (int i = 1; i < 200; i++) {
            domain("d" + i + ".test");
        }
        open();
        pebble.start(host.port(), 1, 0);

        issue(200);

        assertThat(host.log().count(FAILED)).isZero();
        X509Certificate root = root();
        try (HttpsPolicyFetcher sender = host.sender(root)) {
            for (int i = 1; i < 200; i += 20) {
                assertThat(sender.fetch(PolicyDomain.parse("d" + i + ".test").orElseThrow()))
                        .isInstanceOf(FetchResult.Fetched.class);
            }
        }
    }

    @Test
    void losesNothingWhenItIsKilledInTheMiddleOfAnOrder() throws Exception {
        int port = FreePort.choose();
        pebble.start(port, 1, 5);
        List<String> lines = new ArrayList<>(pebble.config());
        lines.addAll(List.of("listen=127.0.0.1:" + port, "policies=policies", "state=state"));
        Files.write(folder.resolve("publish.properties"), lines);
        String[] arguments = {"publish", "--json", "--config", "publish.properties"};
        String account;
        String order;
        try (ChildProcess killed = ChildProcess.start(folder, arguments)) {
            killed.await("\"listening\"");
            pebble.await("Pulled a task");
            killed.kill();
            account = Files.readString(file("account.pem"));
            order = Files.readString(file(HOST + ".order.pem"));
        }
        try (ChildProcess again = ChildProcess.start(folder, arguments)) {
            again.await(ISSUED);
            again.stop();
        }

        assertThat(Files.readString(file("account.pem"))).isEqualTo(account).contains("# at: https://");
        String key = order.substring(order.indexOf("-----BEGIN PRIVATE KEY"));
        assertThat(Files.readString(file(HOST + ".pem"))).endsWith(key);
    }

    private void domain(String name) throws IOException {
        host.policy(name, GOOD);
        net.dns().a("mta-sts." + name, "127.0.0.1");
    }

    private void open(String... lines) throws IOException {
        List<String> all = new ArrayList<>(pebble.config());
        all.addAll(List.of(lines));
        host.open(all.toArray(String[]::new));
    }

    /** Looks at what is due until so many certificates have been issued. */
    private void issue(int count) throws InterruptedException {
        int failed = host.log().count(FAILED);
        for (int before = attempts(); host.log().count(ISSUED) < count; before = attempts()) {
            assertThat(host.log().count(FAILED)).as(host.events()).isEqualTo(failed);
            host.looks(1);
            host.log().await("\"certificate-", before + 1);
        }
    }

    private int attempts() {
        return host.log().count("\"certificate-");
    }

    private ServedCertificate certificate() throws IOException {
        return ServedCertificate.read(file(HOST + ".pem"));
    }

    private Path file(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("state/acme"))) {
            return files.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private X509Certificate root() throws IOException, InterruptedException, CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pebble.root().getBytes(StandardCharsets.US_ASCII)));
    }

    /** Pebble's directory; while it is limited, orders go elsewhere. */
    private String directory(AtomicBoolean isLimited, String base) {
        try {
            String text = HttpClient.newBuilder()
                    .sslContext(net.ca().clientContext())
                    .build()
                    .send(HttpRequest.newBuilder(pebble.directory()).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return isLimited.get()
                    ? text.replaceFirst("\"newOrder\": *\"[^\"]+\"", "\"newOrder\": \"" + base + "/order\"")
                    : text;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
