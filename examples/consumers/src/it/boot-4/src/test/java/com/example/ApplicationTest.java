package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.jakarta.mail.MailSenderBuilder;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** The application of src/main with its own properties, and those of a test network. */
@ExtendWith(TestNetworkExtension.class)
class ApplicationTest {
    @TempDir
    Path folder;

    @Test
    void deliversOverTlsAndShowsItsPoliciesAndHealth(TestNetwork network) throws Exception {
        MxServer mx = host(network);
        try (ConfigurableApplicationContext application = run(network)) {
            send(application);
            assertTrue(get(application, "health/mtaSts").contains("\"UP\""));
            assertTrue(get(application, "metrics/mta.sts.cache.policies").contains("\"value\":1.0"));
            assertTrue(get(application, "mtasts/example.com").contains("\"mode\":\"enforce\""));
        }
        assertEquals(1, mx.messages().size());
        assertTrue(mx.messages().get(0).tls());
        assertTrue(mx.messages().get(0).body().contains("the secret"));
    }

    @Test
    void sendsNothingToAHostWhoseStartTlsIsStripped(TestNetwork network) throws Exception {
        MxServer mx = host(network).noStartTls();
        try (ConfigurableApplicationContext application = run(network)) {
            assertThrows(MailException.class, () -> send(application));
        }
        assertTrue(mx.sessions().size() > 0);
        assertFalse(mx.sawInClear("the secret"));
    }

    private static void send(ConfigurableApplicationContext application) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("app@sender.example");
        message.setTo("b@example.com");
        message.setText("the secret");
        application.getBean(JavaMailSender.class).send(message);
    }

    private static MxServer host(TestNetwork network) {
        return network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "mx1.example.com"))
                .mx("example.com", "mx1.example.com")
                .mxServer("mx1.example.com");
    }

    private ConfigurableApplicationContext run(TestNetwork network) throws Exception {
        Path roots = Files.writeString(folder.resolve("roots.pem"), network.ca().rootPem());
        InetSocketAddress dns = network.dns().address();
        return new SpringApplicationBuilder(Application.class)
                .initializers(context -> context.getBeanFactory().registerSingleton("network", new Sockets(network)))
                .run(
                        "--server.port=0",
                        "--mta-sts.store.file=" + folder.resolve("policies.db"),
                        "--mta-sts.trust.file=" + roots,
                        "--mta-sts.dns.servers=" + dns.getAddress().getHostAddress() + ":" + dns.getPort());
    }

    private static String get(ConfigurableApplicationContext application, String path) throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Connects to the hosts of the test network. */
    private record Sockets(TestNetwork network) implements MtaStsCustomizer {
        @Override
        public void customize(MtaStsBuilder builder) {
            builder.socketFactory(network.sockets());
        }

        @Override
        public void customize(MailSenderBuilder builder) {
            builder.socketFactory(network.sockets());
        }
    }
}
