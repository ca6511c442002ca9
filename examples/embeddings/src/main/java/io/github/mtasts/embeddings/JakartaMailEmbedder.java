package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Dialer;
import io.github.mtasts.Opening;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.Socket;
import java.util.Properties;
import java.util.function.Function;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** A server that sends with Jakarta Mail. Its transport runs unchanged over the opened socket. */
final class JakartaMailEmbedder implements Embedder {
    private final Session session = Session.getInstance(new Properties());
    private final Function<String, Dialer> dialers;

    JakartaMailEmbedder(Function<String, Dialer> dialers) {
        this.dialers = dialers;
    }

    @Override
    public boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Candidate.Proceed proceed
                && proceed.open(dialers.apply(host)) instanceof Opening.Ready<Socket> ready) {
            try (SMTPTransport transport = new SMTPTransport(session, null)) {
                transport.connect(ready.connection());
                MimeMessage message = message(body);
                transport.sendMessage(message, message.getAllRecipients());
                return true;
            }
        }
        return false;
    }

    private MimeMessage message(String body) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("a@sender.example");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@example.com"));
        message.setSubject("test");
        message.setText(body);
        return message;
    }
}
