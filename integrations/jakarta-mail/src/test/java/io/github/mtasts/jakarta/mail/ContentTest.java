package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.RecipientStatus.Failed;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages beyond ASCII, and the extensions that a host must offer to get them. */
class ContentTest {
    private static final String EIGHT_BIT = String.join(
            "\r\n",
            "From: a@sender.example",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            "Gr\u00fc\u00dfe",
            ".",
            "..two",
            "end",
            "");

    private final Rig rig = new Rig(settings -> settings.idleConnections(0));
    private final MxServer mx = rig.domain("example.com", "enforce");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void sendsTheSameOctetsWithTheirSizeAndBody() throws Exception {
        assertThat(send("b@example.com", EIGHT_BIT)).isInstanceOf(Delivered.class);
        int size = EIGHT_BIT.getBytes(StandardCharsets.UTF_8).length;
        assertThat(mail()).isEqualTo("MAIL FROM:<a@sender.example> SIZE=" + size + " BODY=8BITMIME");
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo(EIGHT_BIT));
    }

    @Test
    void failsAtAHostThatTakesNoEightBitMessage() throws Exception {
        mx.ehloReplyOverTls("250-mx.example.com\r\n250 SIZE 1000000");
        Failed failed = (Failed) send("b@example.com", EIGHT_BIT);
        assertThat(failed.enhancedStatus()).isEqualTo("5.6.3");
        assertThat(mx.sessions().get(0).commands()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void failsAtAHostThatTakesNoMessageOfItsSize() throws Exception {
        mx.ehloReplyOverTls("250-mx.example.com\r\n250-8BITMIME\r\n250 SIZE 20");
        assertThat(((Failed) send("b@example.com", EIGHT_BIT)).enhancedStatus()).isEqualTo("5.3.4");
        mx.ehloReplyOverTls("250-mx.example.com\r\n250-8BITMIME\r\n250 SIZE 0");
        assertThat(send("b@example.com", EIGHT_BIT)).isInstanceOf(Delivered.class);
    }

    @Test
    void asksForSmtpUtf8OnlyWhereAnAddressOrTheHeaderNeedsIt() throws Exception {
        mx.extensions("SMTPUTF8");
        assertThat(send("b\u00fcro@example.com", EIGHT_BIT)).isInstanceOf(Delivered.class);
        assertThat(mail()).endsWith(" SMTPUTF8");
        assertThat(mx.sessions().get(0).commands())
                .anyMatch(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                        .equals("RCPT TO:<b\u00fcro@example.com>"));
        mx.clear();
        assertThat(send("b@example.com", "Subject: Gr\u00fc\u00dfe\r\n\r\nhello\r\n"))
                .isInstanceOf(Delivered.class);
        assertThat(mail()).endsWith(" SMTPUTF8");
        mx.clear();
        assertThat(send("b@example.com", EIGHT_BIT)).isInstanceOf(Delivered.class);
        assertThat(mail()).doesNotContain("SMTPUTF8");
    }

    @Test
    void failsAtAHostWithoutSmtpUtf8ThatWouldNeedIt() throws Exception {
        assertThat(((Failed) send("b\u00fcro@example.com", "Subject: x\r\n\r\n")).enhancedStatus())
                .isEqualTo("5.6.7");
        assertThat(mx.messages()).isEmpty();
    }

    /** A domain goes over the wire in A-labels: only a local part beyond ASCII needs SMTPUTF8 (RFC 6531 section 3.7.1). */
    @Test
    void needsNoSmtpUtf8ForTheDomainOfTheReversePath() throws Exception {
        assertThat(rig.send(Envelope.from("a@b\u00fccher.example")
                                .to("b@example.com")
                                .build())
                        .delivered())
                .hasSize(1);
        assertThat(mail()).startsWith("MAIL FROM:<a@xn--bcher-kva.example>").doesNotContain("SMTPUTF8");
    }

    @Test
    void failsOnlyTheRecipientThatNeedsSmtpUtf8() throws Exception {
        SendResult result = rig.send(Envelope.from("a@sender.example")
                .to("b@example.com", "b\u00fcro@example.com", "c@example.com")
                .build());
        assertThat(result.delivered())
                .extracting(SendResult.Recipient::address)
                .containsExactly("b@example.com", "c@example.com");
        assertThat(result.failed())
                .singleElement()
                .satisfies(each ->
                        assertThat(((Failed) each.status()).enhancedStatus()).isEqualTo("5.6.7"));
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    void sendsAnOldHeaderInAnotherCharsetAsItIs() throws Exception {
        byte[] latin1 = "Subject: Gr\u00fc\u00dfe\r\n\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1);
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(latin1));
        assertThat(rig.sender()
                        .send(Envelope.from("").to("b@example.com").build(), message)
                        .delivered())
                .hasSize(1);
    }

    @Test
    void writesADomainInALabels() throws Exception {
        MxServer bucher = rig.domain("xn--bcher-kva.example", "enforce");
        assertThat(send("b@b\u00fccher.example", "Subject: x\r\n\r\n")).isInstanceOf(Delivered.class);
        assertThat(bucher.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.recipients()).containsExactly("b@xn--bcher-kva.example"));
    }

    @Test
    void leavesBccOutAndTakesTheEnvelopeNotTheHeader() throws Exception {
        MimeMessage message = Rig.message();
        message.setRecipients(RecipientType.BCC, "secret@example.com");
        assertThat(rig.sender()
                        .send(
                                Envelope.from("x@sender.example")
                                        .to("b@example.com")
                                        .build(),
                                message)
                        .delivered())
                .hasSize(1);
        assertThat(mx.messages()).singleElement().satisfies(received -> {
            assertThat(received.body()).doesNotContain("secret").contains("header@elsewhere.example");
            assertThat(received.recipients()).containsExactly("b@example.com");
        });
    }

    private String mail() {
        return mx.sessions().get(0).commands().stream()
                .filter(line -> line.startsWith("MAIL"))
                .findFirst()
                .orElseThrow();
    }

    private RecipientStatus send(String recipient, String text) throws Exception {
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return rig.sender()
                .send(Envelope.from("a@sender.example").to(recipient).build(), message)
                .recipients()
                .get(0)
                .status();
    }
}
