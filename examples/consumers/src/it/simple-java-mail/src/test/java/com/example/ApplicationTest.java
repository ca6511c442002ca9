package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.mtasts.jakarta.mail.MtaStsTransport;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The application of src/main with its own properties, and those of a test network. */
@ExtendWith(TestNetworkExtension.class)
class ApplicationTest {
    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        MtaStsTransport.closeSenders();
    }

    @Test
    void deliversOverTls(TestNetwork network) throws Exception {
        MxServer mx = host(network);
        Application.send(properties(network), "b@example.com", "the secret");
        assertEquals(1, mx.messages().size());
        assertTrue(mx.messages().get(0).tls());
        assertTrue(mx.messages().get(0).body().contains("the secret"));
        awaitOne("mta.sts.session", "result", "ready");
    }

    @Test
    void sendsNothingToAHostWhoseStartTlsIsStripped(TestNetwork network) throws Exception {
        MxServer mx = host(network).noStartTls();
        Properties properties = properties(network);
        assertThrows(Exception.class, () -> Application.send(properties, "b@example.com", "the secret"));
        assertTrue(mx.sessions().size() > 0);
        assertFalse(mx.sawInClear("the secret"));
        awaitOne("mta.sts.unsent", "action", "deferred");
    }

    private static MxServer host(TestNetwork network) {
        return network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "mx1.example.com"))
                .mx("example.com", "mx1.example.com")
                .mxServer("mx1.example.com");
    }

    /** Events reach meters on a thread of their own. */
    private void awaitOne(String meter, String tag, String value) throws InterruptedException {
        for (int i = 0; registry.find(meter).tag(tag, value).meter() == null; i++) {
            assertTrue(i < 1200, registry.getMetersAsString());
            Thread.sleep(100);
        }
    }

    private Properties properties(TestNetwork network) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = Application.class.getResourceAsStream("/mail.properties")) {
            properties.load(in);
        }
        String base64 = Base64.getMimeEncoder().encodeToString(network.ca().root().getEncoded());
        Path roots = Files.writeString(
                folder.resolve("root.pem"), "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        properties.setProperty("mail.mta-sts.trust.file", roots.toString());
        properties.setProperty(
                "mail.mta-sts.dns.servers",
                network.dns().address().getAddress().getHostAddress() + ":" + network.dns().address().getPort());
        properties.put("mail.mta-sts.socketFactory", network.sockets());
        Application.measure(properties, registry);
        return properties;
    }
}
