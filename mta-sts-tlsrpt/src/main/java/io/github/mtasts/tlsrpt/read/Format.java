package io.github.mtasts.tlsrpt.read;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The format of an input, detected from its first octets, because names and media types are often wrong. */
enum Format {
    GZIP,
    ZIP,
    JSON,
    MAIL,
    UNKNOWN;

    /** The number of octets that detection needs. */
    static final int BEGINNING = 1024;

    /** A field name and its colon (RFC 5322 section 2.2), also after the first line of an mbox. */
    private static final Pattern MAIL_BEGINS =
            Pattern.compile("(?s)(From [^\\r\\n]*\\r?\\n)?[!-9;-~]{1,200}[ \\t]*:.*");

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    static Format of(byte[] beginning) {
        String text = new String(beginning, 0, Math.min(beginning.length, BEGINNING), StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u001f\u008b")) {
            return GZIP;
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return ZIP;
        }
        if (withoutMark(text).stripLeading().startsWith("{")) {
            return JSON;
        }
        return MAIL_BEGINS.matcher(text).matches() ? MAIL : UNKNOWN;
    }

    private static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }
}
