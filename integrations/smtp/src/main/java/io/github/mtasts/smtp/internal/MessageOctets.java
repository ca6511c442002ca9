package io.github.mtasts.smtp.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The octets of a message, and what a host must offer to get them. The octets are not copied: they must not change. A line may end
 * with LF or CR alone, and goes over the wire with CRLF. Immutable.
 */
public final class MessageOctets {
    private static final int CRLF = 2;
    private static final String TLS_REQUIRED = "tls-required";

    private final byte[] octets;
    private final int size;
    private final boolean utf8Header;
    private final boolean eightBit;
    private final boolean tlsNotRequired;

    private MessageOctets(byte[] octets) {
        int added = 0;
        int lineStart = 0;
        int headerEnd = -1;
        boolean eightBitHeader = false;
        boolean eightBitBody = false;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] < 0) {
                eightBitHeader |= headerEnd < 0;
                eightBitBody |= headerEnd >= 0;
            } else if (octets[i] == '\n' || (octets[i] == '\r' && !isFollowedByLf(octets, i))) {
                boolean whole = octets[i] == '\n' && i > 0 && octets[i - 1] == '\r';
                added += whole ? 0 : 1;
                if (headerEnd < 0 && lineStart == (whole ? i - 1 : i)) {
                    headerEnd = i;
                }
                lineStart = i + 1;
            }
        }
        int headerLength = headerEnd < 0 ? octets.length : headerEnd;
        this.octets = octets;
        this.size = octets.length + added + (lineStart == octets.length ? 0 : CRLF);
        this.eightBit = eightBitHeader || eightBitBody;
        this.utf8Header = eightBitHeader && isUtf8(octets, headerLength);
        this.tlsNotRequired = isTlsNotRequired(new String(octets, 0, headerLength, StandardCharsets.ISO_8859_1));
    }

    private static boolean isFollowedByLf(byte[] octets, int index) {
        return index + 1 < octets.length && octets[index + 1] == '\n';
    }

    public static MessageOctets of(byte[] octets) {
        return new MessageOctets(octets);
    }

    /** The octets, to be read only. */
    public byte[] octets() {
        return octets;
    }

    /** The octets on the wire, without dot-stuffing: the value of SIZE (RFC 1870). */
    public int size() {
        return size;
    }

    /** Whether the header is internationalized (RFC 6532), so that only a host with SMTPUTF8 may get it. */
    public boolean needsUtf8() {
        return utf8Header;
    }

    /** Whether only a host with 8BITMIME may get it (RFC 6152). */
    public boolean needsEightBit() {
        return eightBit;
    }

    /** Whether the header has the field TLS-Required once, with its only value No (RFC 8689 section 3). */
    public boolean isTlsNotRequired() {
        return tlsNotRequired;
    }

    private static boolean isUtf8(byte[] octets, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false; // an old message with raw octets of another charset
        }
    }

    private static boolean isTlsNotRequired(String header) {
        int fields = 0;
        boolean no = false;
        for (String line : unfolded(header).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(TLS_REQUIRED)) {
                fields++;
                no = line.substring(colon + 1).strip().equalsIgnoreCase("No");
            }
        }
        return fields == 1 && no;
    }

    /** RFC 5322 section 2.2.3: a line that begins with white space goes on with the line before. */
    private static String unfolded(String header) {
        return header.replaceAll("(\r\n|\r|\n)(?=[ \t])", "");
    }
}
