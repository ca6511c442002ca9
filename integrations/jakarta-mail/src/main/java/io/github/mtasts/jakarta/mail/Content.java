package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.internal.MessageOctets;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.util.LineOutputStream;

/**
 * A message as it goes over the wire: written once, so that every host gets the same octets, whatever the application does with
 * the message meanwhile. Immutable.
 */
final class Content {
    /** Fields that are for the sender's own copy. */
    private static final String[] LEFT_OUT = {"Bcc", "Content-Length"};

    private static final String UTF8_ALLOWED = "mail.mime.allowutf8";

    private final MessageOctets octets;

    private Content(MessageOctets octets) {
        this.octets = octets;
    }

    /**
     * Writes a message.
     *
     * @throws MessagingException when the message cannot be written
     */
    static Content of(MimeMessage message) throws MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(lines(out), LEFT_OUT);
        } catch (IOException e) {
            throw new MessagingException("the message cannot be written: " + e.getMessage(), e);
        }
        return new Content(MessageOctets.of(out.toByteArray()));
    }

    /**
     * A stream for header lines. Given any other one, Jakarta Mail looks for a service provider that makes such a stream, for
     * every message and part: that takes longer than all the rest.
     */
    private static OutputStream lines(OutputStream out) {
        return new LineOutputStream(out, !"false".equalsIgnoreCase(System.getProperty(UTF8_ALLOWED)));
    }

    /** The message for Jakarta Mail. */
    MimeMessage message(Session session) {
        return new Written(session, octets.octets());
    }

    MessageOctets octets() {
        return octets;
    }

    /** A message that writes what was written before. */
    private static final class Written extends MimeMessage {
        private final byte[] octets;

        Written(Session session, byte[] octets) {
            super(session);
            this.octets = octets;
        }

        @Override
        public String getSubject() {
            return ""; // asked for by Angus for its events
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write(octets);
        }
    }
}
