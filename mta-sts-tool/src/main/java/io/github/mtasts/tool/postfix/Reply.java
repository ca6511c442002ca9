package io.github.mtasts.tool.postfix;

import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;

/**
 * A reply of socketmap_table(5). Immutable.
 *
 * @param kind the first word
 * @param data what follows it: attributes after OK, a sentence after TEMP and PERM, nothing after NOTFOUND
 */
record Reply(Kind kind, String data) {
    /** The longest reply that Postfix reads, in octets. */
    static final int LIMIT_OCTETS = 100_000;

    /** Nothing is known about the key: Postfix goes on as it would without the table. */
    static final Reply NOT_FOUND = new Reply(Kind.NOTFOUND, "");

    /** The first word of a reply. */
    enum Kind {
        OK,
        NOTFOUND,
        /** Postfix keeps the message and asks again. */
        TEMP,
        /** The request cannot be answered; the connection ends. Postfix keeps the message. */
        PERM
    }

    static Reply ok(String data) {
        return new Reply(Kind.OK, data);
    }

    static Reply temporary(String sentence) {
        return new Reply(Kind.TEMP, Printable.reason(sentence));
    }

    static Reply permanent(String sentence) {
        return new Reply(Kind.PERM, Printable.reason(sentence));
    }

    /** The words of the reply. */
    String text() {
        return kind + " " + data;
    }

    /** The reply as it goes over the connection. */
    byte[] netstring() {
        String text = text();
        return (text.length() + ":" + text + ",").getBytes(StandardCharsets.US_ASCII);
    }
}
