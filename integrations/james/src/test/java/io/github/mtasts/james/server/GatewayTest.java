package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Mail that goes to a smart host: case 10. Each domain below has a mailet of its own with another gateway. */
class GatewayTest extends Deliveries {
    private static final String LOGIN =
            Base64.getEncoder().encodeToString("\0user\0secret-word".getBytes(StandardCharsets.US_ASCII));
    private static final String LOGIN_AS =
            Base64.getEncoder().encodeToString("user\0user\0secret-word".getBytes(StandardCharsets.US_ASCII));

    GatewayTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        String literal =
                around.kit().mxServer("literal.gw.test").address().getAddress().getHostAddress();
        int port = around.addresses().smtpPort();
        return home.option("delayTime", "5 minutes")
                .before(mailet("bracketed", "[named.gw.test]", ""))
                .before(mailet("ported", "ported.gw.test:" + port, ""))
                .before(mailet("literal", "[" + literal + "]", ""))
                .before(mailet(
                        "password",
                        "password.gw.test",
                        "<gatewayUsername>user</gatewayUsername><gatewayPassword>secret-word</gatewayPassword>"))
                .before(mailet("ordered", "one.gw.test, two.gw.test", "<loadBalancing>false</loadBalancing>"));
    }

    private static String mailet(String name, String gateway, String more) {
        return """
                <mailet match="HostIs=%1$s.test" class="%2$s">
                  <outgoing>%1$s</outgoing>
                  <delayTime>5 minutes, 20*2 hours</delayTime>
                  <gateway>%3$s</gateway>
                  %4$s
                </mailet>
                """.formatted(name, JamesHome.PLUGIN, gateway, more);
    }

    private Known held(String queue, String name, String canary, int retries, MxServer... servers)
            throws InterruptedException {
        james().await(
                        name + " deferred",
                        () -> james().queue(queue).stream()
                                .anyMatch(one -> one.name().startsWith(name) && one.waits(retries)));
        notGiven(canary, servers);
        return james().queue(queue).stream()
                .filter(one -> one.name().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePolicyIsThatOfTheGatewaysDomain() throws Exception {
        // The recipient's domain has a policy that the gateway does not match: it does not matter.
        network().kit().mx("bracketed.test", "mx1.bracketed.test");
        network().publish("bracketed.test", "1", "enforce", "mx1.bracketed.test");
        MxServer gateway = network().kit().mxServer("named.gw.test");
        network().publish("named.gw.test", "1", "enforce", "named.gw.test");
        gateway.noStartTls();
        String canary = canary();
        String name = james().submit(Letter.to(canary, "bob@bracketed.test", "carol@bracketed.test"));
        Known waiting = held("bracketed", name, canary, 1, gateway);
        assertThat(waiting.attribute("delivery-error")).containsPattern("4\\.7\\.\\d");
        assertThat(waiting.recipients()).hasSize(2);
        gateway.reset();
        james().flush("bracketed");
        assertThat(received(gateway, canary).recipients()).hasSize(2);
        assertThat(network().mx("bracketed.test", 1).sessions()).isEmpty();
    }

    @Test
    void aGatewayHasAPort() throws Exception {
        MxServer gateway = network().kit().mxServer("ported.gw.test");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@ported.test"));
        assertThat(received(gateway, canary).tls()).isTrue();
        // Without a policy mail to it goes in the clear where it must.
        gateway.noStartTls().dropConnections();
        String second = canary();
        james().submit(Letter.to(second, "bob@ported.test"));
        assertThat(received(gateway, second).tls()).isFalse();
    }

    @Test
    void anAddressHasNoPolicy() throws Exception {
        MxServer gateway = network().kit().mxServer("literal.gw.test").noStartTls();
        String canary = canary();
        james().submit(Letter.to(canary, "bob@literal.test"));
        assertThat(received(gateway, canary).tls()).isFalse();
        assertThat(network().kit().dns().queries())
                .noneMatch(query ->
                        query.name().startsWith("_mta-sts.[") || query.name().matches("_mta-sts\\.[0-9.]+"));
    }

    @Test
    void thePasswordGoesOverValidatedTlsOnly() throws Exception {
        MxServer gateway = network().kit().mxServer("password.gw.test").extensions("AUTH PLAIN");
        String canary = canary();
        gateway.noStartTls();
        String name = james().submit(Letter.to(canary, "bob@password.test"));
        held("password", name, canary, 1, gateway);
        gateway.reset()
                .extensions("AUTH PLAIN")
                .certificate(network().kit().ca().untrustedRoot(gateway.name()));
        james().flush("password");
        held("password", name, canary, 2, gateway);
        assertThat(sawLogin(gateway)).isFalse();
        gateway.reset().extensions("AUTH PLAIN");
        james().flush("password");
        assertThat(received(gateway, canary).tls()).isTrue();
        assertThat(sawLogin(gateway)).isTrue();
    }

    private static boolean sawLogin(MxServer server) {
        return server.sawInClear(LOGIN)
                || server.sawInClear(LOGIN_AS)
                || server.sawOverTls(LOGIN)
                || server.sawOverTls(LOGIN_AS);
    }

    @Test
    void gatewaysAreTriedInTheirOrderWithoutLoadBalancing() throws Exception {
        MxServer one = network().kit().mxServer("one.gw.test");
        MxServer two = network().kit().mxServer("two.gw.test");
        for (int i = 0; i < 5; i++) {
            String canary = canary();
            james().submit(Letter.to(canary, "bob@ordered.test"));
            received(one, canary);
        }
        assertThat(two.sessions()).isEmpty();
        network().publish("one.gw.test", "1", "enforce", "one.gw.test");
        one.noStartTls().dropConnections();
        // Until then it is remembered that the host has no policy.
        james().property("testkit.clock.seconds", "1200");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@ordered.test"));
        received(two, canary);
    }
}
