package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
class PolicyHostTest {
    private static final String POLICY = TestNetwork.policy("enforce", 86_400, "mx1.example.com");

    private TestNetwork network;
    private PolicyHost host;

    @BeforeEach
    void publish(TestNetwork network) {
        this.network = network;
        this.host = network.policyHost("example.com");
        network.publish("example.com", "1", POLICY);
    }

    private HttpsClient.Answer get() throws IOException {
        return HttpsClient.get(network, host);
    }

    @Test
    void servesThePolicyAsInProduction() throws IOException {
        HttpsClient.Answer answer = get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).contains("Content-Type: text/plain\r\n");
        assertThat(answer.body())
                .isEqualTo("version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n");
        assertThat(host.address().getPort()).isEqualTo(443);
        assertThat(network.policyHost("Example.COM.")).isSameAs(host);
        PolicyHost.Request request = host.requests().get(0);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/.well-known/mta-sts.txt");
        assertThat(request.host()).isEqualTo("mta-sts.example.com");
        assertThat(request.sni()).isEqualTo("mta-sts.example.com");
        assertThat(request.httpVersion()).isEqualTo("HTTP/1.1");
        assertThat(request.tlsVersion()).isEqualTo("TLSv1.3");
        assertThat(request.headers()).containsKey("host");
        host.clearRequests();
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void changesItsAnswersUntilReset() throws IOException {
        host.contentType(null).status(404).header("X-Extra", "yes");
        HttpsClient.Answer answer = get();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head()).contains("X-Extra: yes").doesNotContain("Content-Type");
        host.redirect(302, "https://elsewhere.test/");
        assertThat(get().head()).contains("302").contains("Location: https://elsewhere.test/");
        host.body(new byte[] {1, 2});
        assertThat(get().body()).isEqualTo("\u0001\u0002");
        host.respondWith(request -> new PolicyHost.Response(500, Map.of("X-Path", request.path()), "oops"));
        assertThat(get().head()).contains("500").contains("X-Path: /.well-known/mta-sts.txt");
        host.reset();
        assertThat(get().status()).isEqualTo(200);
        assertThat(get().body()).isEqualTo(POLICY);
    }

    @Test
    void sendsBodiesOfEverySize() throws IOException {
        assertThat(host.largeBody(65_537).name()).isEqualTo("mta-sts.example.com");
        assertThat(get().body()).hasSize(65_537);
        host.chunkedBody(100_000);
        HttpsClient.Answer chunked = get();
        assertThat(chunked.head()).contains("chunked").doesNotContain("Content-Length");
        assertThat(chunked.body()).hasSize(100_000);
        host.body(POLICY).chunked();
        assertThat(get().body()).isEqualTo(POLICY);
        host.compressionBomb();
        byte[] packed = get().body().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(packed.length).isLessThan(100_000);
        try (GZIPInputStream bomb = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            bomb.skipNBytes(64 << 20);
            assertThat(bomb.read()).isEqualTo(-1);
        }
    }

    @Test
    void endsBodiesByClosing() throws IOException {
        host.endedByClose();
        HttpsClient.Answer whole = get();
        assertThat(whole.head()).doesNotContain("Content-Length").doesNotContain("chunked");
        assertThat(whole.body()).isEqualTo(POLICY);
        assertThat(get().body()).as("on a connection of its own").isEqualTo(POLICY);
        host.cutInBody(10);
        assertThat(get().body()).as("JSSE does not notice the truncation").isEqualTo(POLICY.substring(0, 10));
    }

    @Test
    void isLateOrSlow() throws IOException {
        host.delay(Duration.ofMillis(300));
        long start = System.nanoTime();
        get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
        host.reset();
        host.body("abc").drip(1, Duration.ofMillis(100));
        start = System.nanoTime();
        assertThat(get().body()).isEqualTo("abc");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void breaksOff() {
        host.cutAfterHeaders();
        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
        assertThat(host.requests()).hasSize(1);
        host.reset().cutInBody(10);
        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
        assertThat(host.requests()).hasSize(2);
        host.reset().cutInHandshake();
        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
        assertThat(host.requests()).hasSize(2);
    }

    @Test
    void sendsNothing() throws IOException {
        for (PolicyHost mute :
                new PolicyHost[] {host.stallInHandshake(), host.reset().stall()}) {
            try (Socket raw = network.sockets().createSocket()) {
                raw.connect(mute.address(), 120_000);
                raw.setSoTimeout(100);
                assertThatThrownBy(() -> raw.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void refusesOrIgnoresConnections() throws IOException {
        host.down();
        assertThatThrownBy(this::get).isInstanceOf(ConnectException.class);
        host.up();
        assertThat(get().status()).isEqualTo(200);
        host.silent();
        try (Socket raw = network.sockets().createSocket()) {
            assertThatThrownBy(() -> raw.connect(host.address(), 50)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void presentsAnyCertificateAndTlsVersion() throws IOException {
        host.certificate(network.ca().issue("other.test"));
        assertThatThrownBy(this::get).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("No subject");
        host.reset().tlsVersions("TLSv1.2");
        assertThat(get().status()).isEqualTo(200);
        assertThat(host.requests().get(0).tlsVersion()).isEqualTo("TLSv1.2");
    }

    @Test
    void usesHttp2WhereTheClientOffersIt() throws IOException {
        assertThat(negotiated()).isEqualTo("h2");
        host.http1Only();
        assertThat(negotiated()).isEqualTo("http/1.1");
    }

    private String negotiated() throws IOException {
        Socket raw = network.sockets().createSocket(host.name(), 443);
        try (SSLSocket tls =
                (SSLSocket) network.ca().clientContext().getSocketFactory().createSocket(raw, host.name(), 443, true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls.getApplicationProtocol();
        }
    }
}
