package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of the mailet and the settings in the file: case 11. */
class OptionsTest {
    @Test
    void everyStockOptionIsTaken() throws Exception {
        try (Network network = new Network()) {
            JamesHome home = network.home()
                    .option("outgoing", "outgoing")
                    .option("maxRetries", "5")
                    .option("delayTime", "5 minutes, 2*1 hour")
                    .option("maxDnsProblemRetries", "0")
                    .option("timeout", "180000")
                    .option("connectiontimeout", "60000")
                    .option("sendpartial", "false")
                    .option("loadBalancing", "true")
                    .option("startTLS", "false")
                    .option("sslEnable", "false")
                    .option("verifyServerIdentity", "true")
                    .option("heloName", "helo.local.test")
                    .option("usePriority", "false")
                    .option("debug", "false")
                    .option("deliveryThreads", "3")
                    .option("mail.smtp.localhost", "helo.local.test")
                    .before("""
                            <mailet match="HostIs=relayed.test" class="%s">
                              <outgoing>relayed</outgoing>
                              <gateway>relay.gw.test</gateway>
                              <gatewayPort>%d</gatewayPort>
                              <gatewayUsername>user</gatewayUsername>
                              <gatewayPassword>secret-word</gatewayPassword>
                              <sslEnable>true</sslEnable>
                              <bind>127.0.0.77</bind>
                              <usePriority>true</usePriority>
                              <bounceProcessor>bounced</bounceProcessor>
                              <onSuccess>delivered</onSuccess>
                              <mail.smtp.connectiontimeout>20000</mail.smtp.connectiontimeout>
                            </mailet>
                            """.formatted(JamesHome.PLUGIN, network.addresses().smtpPort()));
            MxServer relay =
                    network.kit().mxServer("relay.gw.test").implicitTls().extensions("AUTH PLAIN");
            try (James james = network.start(home)) {
                String domain = network.domain("options", "enforce", 1);
                james.submit(Letter.to("all-options", "bob@" + domain));
                MxServer server = network.mx(domain, 1);
                assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(server.messages().get(0).helo()).isEqualTo("helo.local.test");

                james.submit(Letter.to("relayed", "bob@relayed.test"));
                assertThat(relay.awaitMessages(1, James.PATIENCE)).isTrue();
                james.await("its copy", () -> !james.kept("delivered").isEmpty());
                assertThat(james.settled()).isEmpty();
                assertThat(relay.sessions())
                        .hasSize(1)
                        .allMatch(one -> one.remote().contains("127.0.0.77"));
                assertThat(relay.sessions().get(0).commands()).anyMatch(line -> line.startsWith("AUTH PLAIN"));
                relay.rcptReply("550 5.7.1 no");
                james.submit(Letter.to("refused", "bob@relayed.test"));
                james.await("the processor", () -> !james.kept("bounced").isEmpty());

                // No more deliveries than threads at a time, and all of them in the end.
                String slow = network.domain("slow");
                MxServer stalling = network.mx(slow, 1).silentGreeting();
                for (int i = 0; i < 8; i++) {
                    james.submit(Letter.to("thread-" + i, "bob@" + slow));
                }
                james.await("three deliveries", () -> stalling.sessions().size() == 3);
                // A delivery beyond the limit would open its session as soon as another domain is served.
                james.submit(Letter.to("behind", "bob@" + domain));
                james.await("the spool empty", () -> james.queue().size() + james.inWork() >= 9);
                assertThat(stalling.sessions()).hasSize(3);
                stalling.reset().dropConnections();
                james.await("all", () -> {
                    james.flush();
                    return stalling.messages().size() == 8;
                });
                assertThat(server.awaitMessages(2, James.PATIENCE)).isTrue();
            }
        }
    }

    @Test
    void anUnknownOptionStopsJamesAndIsNamed() throws Exception {
        assertRefused("maxRetry", "7", "maxRetry");
    }

    /** All retries would follow each other at once. */
    @Test
    void retriesOnAQueueThatIgnoresDelaysStopJames() throws Exception {
        try (Network network = new Network()) {
            assertThat(network.refusal(network.home()
                            .property("queue.without.delays", "true")
                            .option("maxRetries", "3")))
                    .contains("ignores delays")
                    .contains("maxRetries");
        }
    }

    /** James asks this machine where dnsservice.xml names no server, and so does the plugin. */
    @Tag("slow")
    @Test
    void withoutNameServersThatOfThisMachineIsAsked() throws Exception {
        try (Network network = new Network();
                James james = network.start(network.home()
                        .setting("dns.servers", "")
                        .file(
                                "conf/dnsservice.xml",
                                "<dnsservice><autodiscover>false</autodiscover><servers/></dnsservice>\n"))) {
            assertThat(james.log()).anyMatch(line -> line.contains("asks the name servers [/127.0.0.1:53]"));
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "sslTrustAllCerts, true",
        "sslEnable, true",
        "verifyServerIdentity, false",
        "mail.smtp.ssl.trust, *",
        "mail.smtp.starttls.enable, false",
        "mail.smtp.ssl.checkserveridentity, false",
        "delayTime, soon",
        "maxRetries, many"
    })
    void anOptionThatContradictsOrIsWrongStopsJamesAndIsNamed(String option, String value) throws Exception {
        assertRefused(option, value, option);
    }

    private static void assertRefused(String option, String value, String named) throws Exception {
        try (Network network = new Network()) {
            assertThat(network.refusal(network.home().option(option, value))).contains(named);
        }
    }

    @Test
    void anUnknownSettingStopsJamesAndIsNamed() throws Exception {
        try (Network network = new Network()) {
            assertThat(network.refusal(network.home().setting("store.typ", "memory")))
                    .contains("store.typ")
                    .contains("mta-sts.properties");
        }
    }
}
