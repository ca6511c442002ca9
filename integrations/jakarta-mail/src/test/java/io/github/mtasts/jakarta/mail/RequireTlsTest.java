package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.RecipientStatus.Failed;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REQUIRETLS (RFC 8689) in the envelope and on the wire. */
class RequireTlsTest {
    private static final String FROM = "a@sender.example";

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private RecipientStatus send(String to) throws Exception {
        return rig.send(Envelope.from(FROM).to(to).requireTls().build())
                .recipients()
                .get(0)
                .status();
    }

    private static String mailCommand(MxServer mx) {
        return mx.sessions().stream()
                .flatMap(session -> session.commands().stream())
                .filter(command -> command.startsWith("MAIL"))
                .reduce((first, second) -> second)
                .orElse("no MAIL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    @Tag("RTLS-2-01")
    @Tag("RTLS-2-04")
    void saysTheParameterWithoutAValue(String mode) throws Exception {
        MxServer mx = rig.domain("example.com", mode).requireTls();
        assertThat(send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mailCommand(mx))
                .startsWith("MAIL FROM:<" + FROM + "> REQUIRETLS ")
                .doesNotContain("REQUIRETLS=");
        assertThat(send("c@example.com")).isInstanceOf(Delivered.class);
        assertThat(rig.send("d@example.com")).isInstanceOf(Delivered.class);
        assertThat(mailCommand(mx)).as("of ordinary mail").doesNotContain("REQUIRETLS");
    }

    @Test
    @Tag("RTLS-2-07")
    void saysTheParameterBehindTheLongestReversePath() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").requireTls();
        String label = "d".repeat(60);
        String longest = "l".repeat(64) + "@" + label + "." + label + "." + "d".repeat(62) + ".test";
        assertThat(longest).hasSize(254); // 256 octets with the brackets (RFC 5321 section 4.5.3.1.3)
        SendResult result =
                rig.send(Envelope.from(longest).to("b@example.com").requireTls().build());
        assertThat(result.delivered()).hasSize(1);
        assertThat(mailCommand(mx)).startsWith("MAIL FROM:<" + longest + "> REQUIRETLS");
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.from()).isEqualTo(longest));
    }

    @Test
    @Tag("RTLS-4.2.1-01")
    void goesOnToAHostThatOffersIt() throws Exception {
        rig.net.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "*.example.com"));
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        MxServer first = rig.net.mxServer("mx1.example.com");
        rig.net.mxServer("mx2.example.com").requireTls();
        assertThat(send("b@example.com"))
                .isInstanceOfSatisfying(
                        Delivered.class,
                        delivered -> assertThat(delivered.host().name()).isEqualTo("mx2.example.com"));
        assertThat(first.messages()).isEmpty();
        assertThat(first.sessions().get(0).commands()).endsWith("QUIT");
    }

    @Test
    @Tag("RTLS-4.2.1-02")
    @Tag("RTLS-4.2.1-03")
    @Tag("RTLS-4.2.1-04")
    void failsWhereNoHostOffersIt() throws Exception {
        MxServer mx = rig.domain("example.com", "testing").requireTlsOnlyInClear();
        assertThat(send("b@example.com")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.enhancedStatus()).isEqualTo("5.7.30");
            assertThat(failed.sentence()).contains("mx.example.com").contains("REQUIRETLS");
        });
        assertThat(mailCommand(mx)).isEqualTo("no MAIL");
        mx.requireTls().unreachable();
        assertThat(send("b@example.com")).isInstanceOf(Deferred.class);
        mx.reachable();
        assertThat(send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @Test
    @Tag("RTLS-4.2.1-04")
    @Tag("RTLS-2-03")
    void failsWhereAuthenticatedTlsCannotBeHad() throws Exception {
        rig.domain("plain.example", "none").requireTls();
        assertThat(send("b@plain.example"))
                .as("nothing proves the host")
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.enhancedStatus()).isEqualTo("5.7.10"));
        rig.domain("clear.example", "testing").noStartTls();
        assertThat(send("b@clear.example"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.enhancedStatus()).isEqualTo("5.7.10"));
    }

    @Test
    @Tag("RTLS-2-09")
    void failsForAnAddress() throws Exception {
        rig.net.clearConnections();
        assertThat(send("user@[192.0.2.1]"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.enhancedStatus()).isEqualTo("5.7.10"));
        assertThat(rig.net.connections()).isEmpty();
    }

    @Test
    @Tag("RTLS-4.1-01")
    void givesTheParameterPrecedenceOverTheHeader() throws Exception {
        MxServer mx = rig.domain("example.com", "testing").noStartTls();
        MimeMessage message = Rig.message();
        message.setHeader("TLS-Required", "No");
        Envelope tagged = Envelope.from(FROM).to("b@example.com").requireTls().build();
        assertThat(rig.sender().send(tagged, message).failed()).hasSize(1);
        Envelope untagged = Envelope.from(FROM).to("b@example.com").build();
        assertThat(rig.sender().send(untagged, message).delivered()).hasSize(1);
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    @Tag("RTLS-4.1-02")
    void tagsTheCopyForEachNextHop() throws Exception {
        MxServer one = rig.domain("one.example", "enforce").requireTls();
        MxServer two = rig.domain("two.example", "enforce").requireTls();
        rig.send(Envelope.from(FROM)
                .to("b@one.example", "b@two.example")
                .requireTls()
                .build());
        assertThat(mailCommand(one)).contains("> REQUIRETLS");
        assertThat(mailCommand(two)).contains("> REQUIRETLS");
    }

    @Test
    @Tag("RTLS-5-01")
    void bouncesWithTheParameterAndTheHeaderOnly() throws Exception {
        Envelope failed = Envelope.from("author@sender.test")
                .to("b@example.com")
                .returned(Envelope.Return.FULL)
                .requireTls()
                .build();
        assertThat(failed.returned()).contains(Envelope.Return.HDRS);
        MxServer back = rig.domain("sender.test", "enforce").requireTls().extensions("DSN");
        SendResult result = rig.sender().send(Envelope.bounceOf(failed).build(), notice(failed));
        assertThat(result.delivered()).hasSize(1);
        assertThat(mailCommand(back)).startsWith("MAIL FROM:<> REQUIRETLS").contains(" RET=HDRS");
        assertThat(back.messages()).singleElement().satisfies(message -> {
            assertThat(message.recipients()).containsExactly("author@sender.test");
            assertThat(message.body()).contains("Subject: Test").doesNotContain(Rig.BODY);
        });
    }

    /** The notice of a queue, with the part of the message that the envelope says. */
    private static MimeMessage notice(Envelope failed) throws Exception {
        ByteArrayOutputStream original = new ByteArrayOutputStream();
        Rig.message().writeTo(original);
        String whole = original.toString(StandardCharsets.UTF_8);
        String header = whole.substring(0, whole.indexOf("\r\n\r\n"));
        MimeMessage notice = new MimeMessage(Session.getInstance(new Properties()));
        notice.setSubject("Undelivered");
        notice.setText(failed.returned().orElse(null) == Envelope.Return.HDRS ? header : whole);
        return notice;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "testing", "enforce"})
    @Tag("RTLS-5-02")
    @Tag("RTLS-4.2.1-06")
    void bouncesToAHostWithoutTheExtension(String mode) throws Exception {
        MxServer back = rig.domain("sender.test", mode);
        Envelope failed = Envelope.from("author@sender.test")
                .to("b@example.com")
                .requireTls()
                .build();
        Envelope bounce = Envelope.bounceOf(failed).build();
        assertThat(rig.send(bounce).delivered()).hasSize(1);
        assertThat(mailCommand(back)).startsWith("MAIL FROM:<>").doesNotContain("REQUIRETLS");
        assertThatThrownBy(() -> Envelope.bounceOf(bounce)).hasMessageContaining("null sender");
    }

    @Test
    void bouncesOrdinaryMailWithoutTheParameter() throws Exception {
        MxServer back = rig.domain("sender.test", "enforce").requireTls();
        Envelope failed =
                Envelope.from("author@sender.test").to("b@example.com").build();
        assertThat(failed.returned()).isEmpty();
        assertThat(rig.send(Envelope.bounceOf(failed).build()).delivered()).hasSize(1);
        assertThat(mailCommand(back)).doesNotContain("REQUIRETLS");
    }

    @Test
    @Tag("RTLS-4.2.2-02")
    void failsWhereTheHostItselfInsistsOnTls() throws Exception {
        rig.domain("example.com", "none").cutInHandshake().mailReply("530 5.7.0 Must issue a STARTTLS command first");
        MimeMessage message = Rig.message();
        message.setHeader("TLS-Required", "No");
        SendResult result =
                rig.sender().send(Envelope.from(FROM).to("b@example.com").build(), message);
        assertThat(result.failed())
                .singleElement()
                .satisfies(recipient -> assertThat(recipient.status())
                        .hasToString("failed: 5.7.0 mx.example.com ["
                                + rig.net
                                        .mxServer("mx.example.com")
                                        .address()
                                        .getAddress()
                                        .getHostAddress()
                                + "] answered MAIL with 530 5.7.0 Must issue a STARTTLS command first"));
    }

    @Test
    @Tag("RTLS-3-01")
    @Tag("RTLS-3-02")
    void encryptsAMessageThatNeedsNoTlsWhereItCan() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        mx.certificate(rig.net.ca().expired("mx.example.com"));
        MimeMessage message = Rig.message();
        message.setHeader("TLS-Required", "no");
        Envelope envelope = Envelope.from(FROM).to("b@example.com").build();
        assertThat(rig.sender().send(envelope, message).delivered()).hasSize(1);
        assertThat(mx.messages())
                .singleElement()
                .satisfies(taken -> assertThat(taken.tls()).isTrue());
        mx.noStartTls();
        assertThat(rig.sender().send(envelope, message).delivered()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryKind.class,
            names = {"TLS_NOT_REQUIRED", "TLS_REPORT"})
    void contradictsAMessageThatNeedsNoTls(DeliveryKind kind) {
        Envelope.Builder builder =
                Envelope.from(FROM).to("b@example.com").kind(kind).requireTls();
        assertThatThrownBy(builder::build).hasMessageContaining("requireTls contradicts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"property", "extension"})
    void takesTheParameterOfAnApplication(String way) throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").requireTls();
        Properties properties = new Properties();
        MtaStsTransport.configure(properties, rig.sender());
        if (way.equals("property")) {
            properties.setProperty("mail.mta-sts.requiretls", "true");
        }
        Session session = Session.getInstance(properties);
        SMTPMessage message = new SMTPMessage(session);
        message.setFrom(new InternetAddress(FROM));
        message.setText(Rig.BODY);
        if (way.equals("extension")) {
            message.setMailExtension("RequireTls");
        }
        Transport.send(message, new InternetAddress[] {new InternetAddress("b@example.com")});
        assertThat(mailCommand(mx)).contains("> REQUIRETLS");
    }
}
