package io.github.mtasts.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Opening;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jakarta Mail over an opened socket, with the properties that a server may have set. Run with two versions of Angus. */
class AngusTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String BODY = "canary-4711";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST).extensions("CHUNKING", "SMTPUTF8", "AUTH PLAIN LOGIN");
    private final Rig rig = new Rig(net);
    private final Properties properties = new Properties();
    private String recipient = "b@example.com";

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.smtp.starttls.required", "mail.smtp.starttls.enable"})
    void sendsOverTlsWhateverIsSetAboutStartTls(String property) throws Exception {
        publish("enforce");
        properties.setProperty(property, "true");
        send();
        assertThat(mx.messages()).singleElement().satisfies(message -> {
            assertThat(message.tls()).isTrue();
            assertThat(message.helo()).isEqualTo("mail.sender.example"); // the name of the request is on the wire
        });
        assertThat(mx.sessions().get(0).commands())
                .filteredOn(command -> command.startsWith("EHLO"))
                .hasSize(2);
    }

    /** Testing and no policy deliver, whatever goes wrong with TLS. */
    @ParameterizedTest
    @CsvSource({
        "testing,missing", "testing,refused", "testing,broken", "testing,certificate",
        "none,missing", "none,refused", "none,broken", "none,certificate"
    })
    void sendsInTheClearWhereItMustAlthoughStartTlsIsEnabled(String mode, String fault) throws Exception {
        publish(mode);
        switch (fault) {
            case "missing" -> mx.noStartTls();
            case "refused" -> mx.startTlsReply("454 4.7.0 later");
            case "broken" -> mx.cutInHandshake();
            default -> mx.demandClientCertificate();
        }
        properties.setProperty("mail.smtp.starttls.enable", "true");
        send();
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.tls()).isFalse());
    }

    /** The server's own requirement, beyond the policy. */
    @Test
    void sendsNothingInTheClearWhereStartTlsIsRequired() throws Exception {
        mx.noStartTls();
        properties.setProperty("mail.smtp.starttls.required", "true");
        assertThatThrownBy(this::send).isInstanceOf(MessagingException.class).hasMessageContaining("STARTTLS");
        assertThat(mx.sawInClear(BODY)).isFalse();
    }

    @Test
    void authenticates() throws Exception {
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.user", "user");
        send();
        assertThat(mx.messages()).hasSize(1);
        assertThat(mx.sessions().get(0).commands()).anyMatch(command -> command.startsWith("AUTH "));
    }

    @Test
    void sendsInChunks() throws Exception {
        properties.setProperty("mail.smtp.chunksize", "64");
        send();
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains(BODY));
        assertThat(mx.sessions().get(0).commands()).anyMatch(command -> command.startsWith("BDAT "));
    }

    @Test
    void sendsToAnAddressInUtf8() throws Exception {
        properties.setProperty("mail.mime.allowutf8", "true");
        recipient = "b\u00fcro@example.com";
        send();
        assertThat(mx.messages()).hasSize(1);
        assertThat(mx.sessions().get(0).commands())
                .anyMatch(command -> command.startsWith("MAIL FROM") && command.contains("SMTPUTF8"));
    }

    /** OpenSMTPD. */
    @Test
    void sendsToAHostThatTakesOneEhloOnly() throws Exception {
        mx.noStartTls().secondEhloReply("503 5.5.1 Invalid command: Already identified");
        send();
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    void seesARefusalOverTls() throws Exception {
        publish("enforce");
        mx.ehloReplyOverTls("421 4.3.2 busy");
        assertThatThrownBy(this::send).isInstanceOf(MessagingException.class);
        mx.reset();
        send();
        assertThat(mx.messages()).hasSize(1);
    }

    private void publish(String mode) {
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
    }

    private void send() throws MessagingException {
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", "password");
            }
        });
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            Opening<Socket> opening = proceed.open(rig.dialer(HOST));
            assertThat(opening).isInstanceOf(Opening.Ready.class);
            try (SMTPTransport transport = new SMTPTransport(session, null)) {
                transport.connect(((Opening.Ready<Socket>) opening).connection());
                MimeMessage message = new MimeMessage(session);
                message.setFrom("a@sender.example");
                message.setRecipients(
                        Message.RecipientType.TO,
                        List.of(new InternetAddress(recipient)).toArray(new InternetAddress[0]));
                message.setText(BODY);
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
    }
}
