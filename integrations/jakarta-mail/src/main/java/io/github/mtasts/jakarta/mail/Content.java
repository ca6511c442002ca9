package io.github.mtasts.jakarta.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A message as it goes over the wire: written once, so that every host gets the same octets, whatever the application does with
 * the message meanwhile. Immutable.
 */
final class Content {
    /** Fields that are for the sender's own copy. */
    private static final String[] LEFT_OUT = {"Bcc", "Content-Length"};

    private static final String TLS_REQUIRED = "TLS-Required";

    private final byte[] octets;
    private final int size;
    private final boolean utf8Header;
    private final boolean eightBit;
    private final boolean tlsNotRequired;

    private Content(byte[] octets, boolean tlsNotRequired) {
        int headerEnd = endOfHeader(octets);
        this.octets = octets;
        this.size = octets.length + bareLineFeeds(octets);
        this.eightBit = hasEightBit(octets, 0, octets.length);
        this.utf8Header = eightBit && hasEightBit(octets, 0, headerEnd) && isUtf8(octets, headerEnd);
        this.tlsNotRequired = tlsNotRequired;
    }

    /**
     * Writes a message.
     *
     * @throws MessagingException when the message cannot be written
     */
    static Content of(MimeMessage message) throws MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(out, LEFT_OUT);
        } catch (IOException e) {
            throw new MessagingException("the message cannot be written: " + e.getMessage(), e);
        }
        return new Content(out.toByteArray(), isTlsNotRequired(message));
    }

    /** RFC 8689 section 3: the only value is No. */
    private static boolean isTlsNotRequired(MimeMessage message) throws MessagingException {
        String[] values = message.getHeader(TLS_REQUIRED);
        return values != null && values.length == 1 && values[0].strip().equalsIgnoreCase("No");
    }

    /** The message for Jakarta Mail. */
    MimeMessage message(Session session) {
        return new Written(session, octets);
    }

    /** The octets on the wire, without dot-stuffing: the value of SIZE (RFC 1870). */
    int size() {
        return size;
    }

    /** Whether the header is internationalized (RFC 6532), so that only a host with SMTPUTF8 may get it. */
    boolean needsUtf8() {
        return utf8Header;
    }

    /** Whether only a host with 8BITMIME may get it (RFC 6152). */
    boolean needsEightBit() {
        return eightBit;
    }

    boolean isTlsNotRequired() {
        return tlsNotRequired;
    }

    private static int endOfHeader(byte[] octets) {
        for (int i = 1; i < octets.length; i++) {
            boolean emptyLine = octets[i] == '\n'
                    && (octets[i - 1] == '\n' || (i > 1 && octets[i - 1] == '\r' && octets[i - 2] == '\n'));
            if (emptyLine) {
                return i;
            }
        }
        return octets.length;
    }

    private static int bareLineFeeds(byte[] octets) {
        int count = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                count++;
            }
        }
        return count;
    }

    private static boolean hasEightBit(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] octets, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false; // an old message with raw octets of another charset
        }
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
