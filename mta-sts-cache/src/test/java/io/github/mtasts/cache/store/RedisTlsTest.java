package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a server that is reached with TLS, whose certificate a private root has issued. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTlsTest extends PolicyStoreContract {
    private TestNetwork network;
    private TrustedRoot root;
    private Path folder;
    private RedisServer server;
    private int tlsPort;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        folder = shared;
        network = TestNetwork.start();
        ServerCertificate certificate = network.ca().issue("localhost");
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        Files.writeString(chain, pem(certificate));
        Files.writeString(key, pem("PRIVATE KEY", certificate.privateKey().getEncoded()));
        tlsPort = FreePort.choose();
        server = RedisServer.running(
                "--tls-port", Integer.toString(tlsPort),
                "--tls-cert-file", chain.toString(),
                "--tls-key-file", key.toString(),
                "--tls-ca-cert-file", chain.toString(),
                "--tls-auth-clients", "no");
        root = new TrustedRoot(network.ca(), folder);
    }

    private static String pem(ServerCertificate certificate) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509Certificate each : certificate.chain()) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String type, byte[] octets) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(octets);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    @AfterAll
    void stop() throws IOException {
        root.close();
        server.close();
        network.close();
    }

    private RedisPolicyStore.Builder at(String host) {
        return RedisPolicyStore.builder()
                .uri(URI.create("rediss://" + host + ":" + tlsPort))
                .timeout(Duration.ofMinutes(2));
    }

    @Override
    PolicyStore emptyStore(Clock now) throws IOException {
        clock.set(START);
        server.command("FLUSHALL");
        return at("localhost").clock(now).open();
    }

    @Override
    boolean keepsExpiredRows() {
        return false;
    }

    @Test
    void worksAfterTheServerEndedItsConnectionsOrWasRestarted() throws IOException {
        store.write(List.of(row("example.com", "id1", START)));
        server.command("CLIENT KILL TYPE normal SKIPME yes");
        assertThat(store.read(DOMAIN)).isNotNull();
        server.stop();
        assertUnreachable(store);
        server.start();
        assertThat(store.read(DOMAIN)).isNull();
        store.write(List.of(row("example.com", "id2", START)));
        assertThat(store.read(DOMAIN)).isNotNull();
    }

    @Test
    void refusesACertificateWithAnotherName() {
        try (PolicyStore other = at("127.0.0.1").open()) {
            assertUnreachable(other);
        }
    }

    @Test
    void refusesACertificateOfAnUnknownRoot() throws Exception {
        root.close();
        try (PolicyStore other = at("localhost").open()) {
            assertUnreachable(other);
        } finally {
            root = new TrustedRoot(network.ca(), folder);
        }
    }

    private static void assertUnreachable(PolicyStore store) {
        assertThatThrownBy(() -> store.read(DOMAIN))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
    }
}
