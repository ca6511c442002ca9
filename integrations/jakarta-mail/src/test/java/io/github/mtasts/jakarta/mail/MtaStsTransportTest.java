package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mtasts.testkit.MxServer;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider, as applications use it. */
class MtaStsTransportTest {
    private final Rig rig = new Rig();
    private final Properties properties = new Properties();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        MtaStsTransport.closeSenders();
        rig.close();
    }

    private Session configured() {
        MtaStsTransport.configure(properties, rig.sender());
        return Session.getInstance(properties);
    }

    private Session byPropertiesAlone() throws Exception {
        properties.setProperty("mail.transport.protocol", "mta-sts");
        properties.setProperty("mail.transport.protocol.rfc822", "mta-sts");
        properties.setProperty("mail.mta-sts.localhost", Rig.EHLO);
        properties.setProperty(
                "mail.mta-sts.dns.servers",
                rig.net.dns().address().getAddress().getHostAddress() + ":"
                        + rig.net.dns().address().getPort());
        properties.setProperty(
                "mail.mta-sts.trust.file", pem(rig.net.ca().root()).toString());
        properties.put("mail.mta-sts.socketFactory", rig.net.sockets());
        return Session.getInstance(properties);
    }

    private Path pem(X509Certificate certificate) throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return Files.writeString(
                folder.resolve("root.pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);
    }

    private static MimeMessage to(Session session, String... recipients) throws MessagingException {
        MimeMessage message = Rig.message(session);
        message.setRecipients(MimeMessage.RecipientType.TO, String.join(",", recipients));
        return message;
    }

    @Test
    void theStaticSendIsProtected() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Session session = configured();
        Transport.send(to(session, "b@example.com"));
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.tls()).isTrue());
        MxServer stripped = rig.domain("stripped.example", "enforce").noStartTls();
        assertThatThrownBy(() -> Transport.send(to(session, "b@stripped.example")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("4.7.5");
        assertThat(stripped.sawInClear(Rig.BODY)).isFalse();
    }

    @Test
    void propertiesAloneProtectAndKeepThePolicyFromOneSessionToTheNext() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Session session = byPropertiesAlone();
        Transport.send(to(session, "b@example.com"));
        assertThat(mx.messages()).hasSize(1);

        rig.net.policyHost("example.com").down();
        rig.net.dns().servfail("_mta-sts.example.com", "TXT");
        Properties copy = new Properties();
        copy.putAll(properties);
        Session other = Session.getInstance(copy);
        mx.mailReply("421 closing").reset().noStartTls(); // the connection that was kept closes
        assertThatThrownBy(() -> Transport.send(to(other, "b@example.com")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("4.7.5");
        assertThat(mx.sawInClear(Rig.BODY)).isFalse();
    }

    @Test
    void keepsPoliciesInAFileOverARestart() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        properties.setProperty(
                "mail.mta-sts.cache.file", folder.resolve("policies.db").toString());
        Session session = byPropertiesAlone();
        Transport.send(to(session, "b@example.com"));
        MtaStsTransport.closeSenders();

        rig.net.policyHost("example.com").down();
        rig.net.dns().servfail("_mta-sts.example.com", "TXT");
        mx.noStartTls();
        assertThatThrownBy(() -> Transport.send(to(session, "b@example.com"))).isInstanceOf(DeliveryException.class);
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    void followsTheOperatorsRules() throws Exception {
        MxServer mx = rig.domain("example.com", "none").noStartTls();
        properties.setProperty(
                "mail.mta-sts.rules.file",
                Files.writeString(folder.resolve("rules"), "example.com enforce mx.example.com\n")
                        .toString());
        Session session = byPropertiesAlone();
        assertThatThrownBy(() -> Transport.send(to(session, "b@example.com"))).isInstanceOf(DeliveryException.class);
        assertThat(mx.messages()).isEmpty();
    }

    /** Half a configuration: the transport that is asked for makes the static send of the same session protected, too. */
    @Test
    void oneOfTheTwoPropertiesIsEnoughOnceTheSessionHasMadeATransport() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").noStartTls();
        properties.setProperty("mail.transport.protocol", "mta-sts");
        properties.put(MtaStsTransport.SENDER, rig.sender());
        Session session = Session.getInstance(properties);
        assertThat(session.getTransport()).isInstanceOf(MtaStsTransport.class);
        assertThatThrownBy(() -> Transport.send(to(session, "b@example.com"))).isInstanceOf(DeliveryException.class);
        assertThat(mx.messages()).isEmpty();
    }

    /** The jar alone changes nothing for sessions that do not name the protocol. */
    @Test
    void bringsNoAddressMap() throws Exception {
        Path classes = Path.of(MtaStsTransport.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(classes.resolve("META-INF/services/jakarta.mail.Provider")).exists();
        assertThat(classes.resolve("META-INF").toFile().list()).noneMatch(name -> name.endsWith("address.map"));
        Session session = Session.getInstance(new Properties());
        assertThat(session.getTransport(new InternetAddress("b@example.com"))).isNotInstanceOf(MtaStsTransport.class);
        assertThat(session.getTransport("mta-sts")).isInstanceOf(MtaStsTransport.class);
    }

    @Test
    void saysWhichNameIsMissing() throws Exception {
        Session session = byPropertiesAlone();
        properties.remove("mail.mta-sts.localhost");
        assertThatThrownBy(() -> Transport.send(to(session, "b@example.com")))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("set mail.mta-sts.localhost");
        properties.setProperty("mail.smtp.localhost", "other.sender.example");
        MxServer mx = rig.domain("example.com", "enforce");
        Transport.send(to(session, "b@example.com"));
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.helo()).isEqualTo("other.sender.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "mail.mta-sts.dns.servers, ns1.example",
        "mail.mta-sts.timeout, soon",
        "mail.mta-sts.localaddress, here",
        "mail.mta-sts.trust.file, /nonexistent",
        "mail.mta-sts.dsn.notify, SOMETIMES",
        "mail.mta-sts.dsn.ret, HALF",
        "mail.mta-sts.sender, text"
    })
    void namesThePropertyThatIsWrong(String property, String value) throws Exception {
        Session session = byPropertiesAlone();
        properties.setProperty(property, value);
        assertThatThrownBy(() -> Transport.send(to(session, "b@example.com")))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining(property);
    }

    @Test
    void saysForEachRecipientWhetherItWasSentDeferredOrRefused() throws Exception {
        rig.domain("good.example", "enforce");
        rig.domain("stripped.example", "enforce").noStartTls();
        rig.domain("full.example", "enforce").dataReply("554 5.6.0 content refused");
        rig.domain("strict.example", "enforce").rcptReply("550 5.1.1 no such user");
        Session session = configured();
        CompletableFuture<TransportEvent> event = new CompletableFuture<>();
        Address[] all = InternetAddress.parse("a@good.example,b@stripped.example,c@full.example,d@strict.example");
        try (Transport transport = session.getTransport()) {
            transport.connect();
            transport.addTransportListener(new TransportAdapter() {
                @Override
                public void messagePartiallyDelivered(TransportEvent e) {
                    event.complete(e);
                }
            });
            DeliveryException thrown = catchThrowableOfType(
                    DeliveryException.class, () -> transport.sendMessage(Rig.message(session), all));
            assertThat(thrown).isInstanceOf(SendFailedException.class);
            assertThat(thrown.getValidSentAddresses()).containsExactly(all[0]);
            assertThat(thrown.getValidUnsentAddresses()).containsExactly(all[1], all[2]);
            assertThat(thrown.getInvalidAddresses()).containsExactly(all[3]);
            assertThat(thrown.result().deferred()).hasSize(1);
            assertThat(thrown.result().failed()).hasSize(2);
            assertThat(codes(thrown))
                    .containsExactly("b@stripped.example 451", "c@full.example 554", "d@strict.example 550");
            assertThat(thrown.getMessage()).contains("3 of 4").contains("no such user");
            // Before close(): Jakarta Mail drops events that no thread has taken up by then.
            assertThat(event.get().getValidSentAddresses()).containsExactly(all[0]);
        }
    }

    /** An application that reads the codes must neither return a message that waits nor keep one that failed. */
    @Test
    void givesTheCodeOfTheStatusWhereTheReplyHasAnother() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").rcptReply("552 5.2.2 full");
        Session session = configured();
        DeliveryException deferred =
                catchThrowableOfType(DeliveryException.class, () -> Transport.send(to(session, "b@example.com")));
        assertThat(deferred.result().deferred()).hasSize(1);
        assertThat(codes(deferred)).containsExactly("b@example.com 451");
        mx.rcptReply("450 4.2.0 greylisted");
        properties.setProperty("mail.mta-sts.lasttry", "true");
        DeliveryException failed =
                catchThrowableOfType(DeliveryException.class, () -> Transport.send(to(session, "b@example.com")));
        assertThat(failed.result().failed()).hasSize(1);
        assertThat(codes(failed)).containsExactly("b@example.com 550");
    }

    private static List<String> codes(MessagingException thrown) {
        List<String> codes = new ArrayList<>();
        for (Exception next = thrown.getNextException();
                next instanceof SMTPAddressFailedException failed;
                next = failed.getNextException()) {
            codes.add(failed.getAddress() + " " + failed.getReturnCode());
        }
        return codes;
    }

    @Test
    void connectWithAHostIsASmartHost() throws Exception {
        MxServer relay = rig.net.mxServer("relay.example").extensions("AUTH PLAIN");
        Session session = configured();
        try (Transport transport = session.getTransport()) {
            transport.connect("relay.example", 25, "user", "s3cret");
            assertThat(transport.isConnected()).isTrue();
            transport.sendMessage(Rig.message(session), InternetAddress.parse("a@one.example,b@two.example"));
            relay.mailReply("421 closing").reset().certificate(rig.net.ca().selfSigned("relay.example"));
            assertThatThrownBy(
                            () -> transport.sendMessage(Rig.message(session), InternetAddress.parse("a@one.example")))
                    .isInstanceOf(DeliveryException.class);
        }
        assertThat(relay.messages())
                .singleElement()
                .satisfies(
                        message -> assertThat(message.recipients()).containsExactly("a@one.example", "b@two.example"));
        assertThat(relay.sessions().get(0).commands()).anyMatch(line -> line.startsWith("AUTH PLAIN"));
    }

    @Test
    void asksTheAuthenticatorWhereLoginIsDemanded() throws Exception {
        MxServer relay = rig.net.mxServer("relay.example").extensions("AUTH PLAIN");
        MtaStsTransport.configure(properties, rig.sender());
        properties.setProperty(
                "mail.mta-sts.host", "[" + relay.address().getAddress().getHostAddress() + "]");
        properties.setProperty("mail.mta-sts.auth", "true");
        Session without = Session.getInstance(properties);
        assertThatThrownBy(() -> Transport.send(to(without, "b@example.com"))).isInstanceOf(MessagingException.class);
        properties.setProperty("mail.mta-sts.host", "localhost");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", "s3cret");
            }
        });
        try (Transport transport = session.getTransport()) {
            transport.connect();
            assertThat(transport.isConnected()).isTrue();
        }
    }

    @Test
    void takesTheEnvelopeFromAngusMessagesAndProperties() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").extensions("DSN");
        Session session = configured();
        SMTPMessage message = new SMTPMessage(to(session, "b@example.com"));
        message.setEnvelopeFrom("<>");
        message.setNotifyOptions(SMTPMessage.NOTIFY_SUCCESS | SMTPMessage.NOTIFY_DELAY);
        message.setReturnOption(SMTPMessage.RETURN_HDRS);
        Transport.send(message);
        properties.setProperty("mail.smtp.from", "bounces@sender.example");
        properties.setProperty("mail.mta-sts.dsn.notify", "NEVER");
        properties.setProperty("mail.smtp.dsn.ret", "FULL");
        Transport.send(to(session, "b@example.com"));
        assertThat(mx.sessions().get(0).commands())
                .anyMatch(line -> line.startsWith("MAIL FROM:<> ") && line.endsWith("RET=HDRS"))
                .contains("RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY")
                .anyMatch(line -> line.startsWith("MAIL FROM:<bounces@sender.example> ") && line.endsWith("RET=FULL"))
                .contains("RCPT TO:<b@example.com> NOTIFY=NEVER");
    }

    @Test
    void failsOnlyInALastTryAndDemandsTlsWhereThatIsSet() throws Exception {
        MxServer mx = rig.domain("example.com", "none").noStartTls();
        properties.setProperty("mail.mta-sts.tls.required", "true");
        Session session = configured();
        DeliveryException deferred =
                catchThrowableOfType(DeliveryException.class, () -> Transport.send(to(session, "b@example.com")));
        assertThat(deferred.result().deferred()).hasSize(1);
        properties.setProperty("mail.mta-sts.lasttry", "true");
        DeliveryException failed =
                catchThrowableOfType(DeliveryException.class, () -> Transport.send(to(session, "b@example.com")));
        assertThat(failed.result().failed()).hasSize(1);
        assertThat(failed.getValidUnsentAddresses()).hasSize(1);
        assertThat(mx.messages()).isEmpty();
    }

    @Test
    void sendsToTheMembersOfAGroup() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Session session = configured();
        Transport.send(
                Rig.message(session), new Address[] {new InternetAddress("team: b@example.com, c@example.com;")});
        assertThat(mx.messages())
                .singleElement()
                .satisfies(
                        message -> assertThat(message.recipients()).containsExactly("b@example.com", "c@example.com"));
    }

    @Test
    void leavesTheSenderOfTheApplicationOpen() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Session session = configured();
        Transport.send(to(session, "b@example.com"));
        MtaStsTransport.closeSenders();
        Transport.send(to(session, "b@example.com"));
        assertThat(mx.messages()).hasSize(2);
        assertThat(mx.sessions()).hasSize(1);
    }
}
