package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mail through a smart host, with and without a password. */
class SmartHostTest {
    private static final SmartHost RELAY = SmartHost.of("relay.example");
    private static final String PASSWORD = "s3cret";

    private final Rig rig = new Rig();
    private final MxServer relay = rig.net.mxServer("relay.example").extensions("AUTH PLAIN");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void sendsAllRecipientsInOneTransaction() throws Exception {
        assertThat(send(RELAY).delivered()).hasSize(2);
        assertThat(relay.messages())
                .singleElement()
                .satisfies(
                        message -> assertThat(message.recipients()).containsExactly("b@one.example", "c@two.example"));
        assertThat(relay.sessions().get(0).commands()).noneMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void authenticatesOverValidatedTlsOncePerConnection() throws Exception {
        SmartHost login = RELAY.login("user", PASSWORD);
        assertThat(send(login).delivered()).hasSize(2);
        assertThat(send(login).delivered()).hasSize(2);
        assertThat(relay.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.commands())
                        .filteredOn(line -> line.startsWith("AUTH"))
                        .hasSize(1));
        assertThat(send(RELAY.login("other", PASSWORD)).delivered()).hasSize(2);
        assertThat(relay.sessions()).hasSize(2); // each user has connections of its own
    }

    @Test
    void givesThePasswordToNobodyWithoutAValidCertificate() throws Exception {
        relay.certificate(rig.net.ca().selfSigned("relay.example"));
        assertThat(send(RELAY.login("user", PASSWORD)).deferred()).hasSize(2);
        relay.reset().extensions("AUTH PLAIN").noStartTls();
        assertThat(send(RELAY.login("user", PASSWORD)).deferred()).hasSize(2);
        String sent =
                Base64.getEncoder().encodeToString(("user\0user\0" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
        assertThat(relay.sawInClear(sent) || relay.sawOverTls(sent)).isFalse();
        assertThat(relay.messages()).isEmpty();
        relay.reset().extensions("AUTH PLAIN");
        assertThat(send(RELAY.login("user", PASSWORD)).delivered()).hasSize(2);
        assertThat(relay.sawOverTls(sent)).isTrue();
    }

    @Test
    void aHeaderDoesNotLoosenTheDemandOfAPassword() throws Exception {
        relay.noStartTls();
        var message = Rig.message();
        message.setHeader("TLS-Required", "No");
        assertThat(rig.sender()
                        .send(envelope(RELAY.login("user", PASSWORD)), message)
                        .deferred())
                .hasSize(2);
        assertThat(relay.messages()).isEmpty();
    }

    @Test
    void defersWhereTheHostOffersNoAuthentication() throws Exception {
        relay.extensions();
        SendResult result = send(RELAY.login("user", PASSWORD));
        assertThat(result.deferred()).hasSize(2);
        assertThat(((Deferred) result.deferred().get(0).status()).sentence()).contains("offers no authentication");
    }

    @Test
    void speaksTlsFromTheStartWithImplicitTls() throws Exception {
        relay.implicitTls();
        assertThat(send(RELAY.implicitTls().port(25)).delivered()).hasSize(2);
        assertThat(relay.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.tls()).isTrue());
        assertThat(relay.sessions().get(0).commands()).doesNotContain("STARTTLS");
        assertThat(RELAY.implicitTls()).hasToString("relay.example:465");
    }

    @Test
    void requiresValidatedTlsWhereThatIsSet() throws Exception {
        relay.noStartTls();
        assertThat(send(RELAY.requireValidatedTls()).deferred()).hasSize(2);
        assertThat(send(RELAY).delivered()).hasSize(2);
    }

    /** RFC 7672 section 3.1.3 and RFC 6698 section 3: the name of the TLSA records begins with the port. */
    @Test
    void looksForTheTlsaRecordsOfItsOwnPort() throws Exception {
        DnsServer dns = rig.net.dns();
        dns.dnssec().sign("relay.example");
        ServerCertificate own = rig.net.ca().selfSigned("nobody.example");
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(own.leaf().getPublicKey().getEncoded());
        dns.tlsa("_25._tcp.relay.example", 3, 1, 1, digest);
        try (DnssecResolver resolver = DnssecResolver.builder()
                        .server(dns.address())
                        .trustAnchors(dns.dnssec().trustAnchors())
                        .clock(rig.net.clock())
                        .timeout(Duration.ofMinutes(2))
                        .build();
                MtaSts mtaSts = rig.builder().dane(resolver).build();
                MailSender sender = MailSender.builder(mtaSts, rig.mx, Rig.EHLO)
                        .socketFactory(rig.net.sockets())
                        .build()) {
            assertThat(sender.send(envelope(RELAY.port(587)), Rig.message()).deferred())
                    .hasSize(2); // nothing listens there
            assertThat(dns.queries("_587._tcp.relay.example")).isNotEmpty();
            assertThat(dns.queries("_25._tcp.relay.example")).isEmpty();
            assertThat(sender.send(envelope(RELAY), Rig.message()).deferred())
                    .hasSize(2); // the record of port 25 names another key
            relay.certificate(own);
            assertThat(sender.send(envelope(RELAY), Rig.message()).delivered()).hasSize(2);
        }
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> SmartHost.of("not a host")).hasMessageContaining("not a host");
        assertThatThrownBy(() -> RELAY.port(0)).hasMessageContaining("expected 1 to 65535");
        assertThat(RELAY.login("user", PASSWORD).login()).hasToString("Optional[user]");
    }

    private SendResult send(SmartHost host) throws Exception {
        return rig.send(envelope(host));
    }

    private static Envelope envelope(SmartHost host) {
        return Envelope.from("a@sender.example")
                .to("b@one.example", "c@two.example")
                .smartHost(host)
                .build();
    }
}
