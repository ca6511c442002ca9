package io.github.mtasts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The host's reply to EHLO, which the user of an opened connection gets from memory. Untrusted text.
 *
 * @param lines at least one, code included, without line ends, read as ISO 8859-1
 */
record EhloReply(List<String> lines) {
    /** The keyword of RFC 8689. */
    static final String REQUIRETLS = "REQUIRETLS";

    private static final int CODE = 3;

    EhloReply {
        lines = lines.stream().map(EhloReply::onOneLine).toList();
    }

    /** The reply without an offer of STARTTLS, which was refused or must not be used again. */
    EhloReply withoutStartTls() {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (i == 0 || !isStartTls(lines.get(i))) {
                kept.add(lines.get(i));
            }
        }
        int last = kept.size() - 1;
        kept.set(last, withSeparator(kept.get(last), ' '));
        return new EhloReply(kept);
    }

    /** The reply to HELO: the first line only. */
    EhloReply toHelo() {
        return new EhloReply(List.of(withSeparator(lines.get(0), ' ')));
    }

    /** Whether the host offers an extension. */
    boolean offers(String keyword) {
        return lines.stream().skip(1).anyMatch(line -> keyword(line).equals(keyword));
    }

    /** Whether it says that the host has no ESMTP (RFC 5321 section 4.2.4), or has the extensions that it lists. */
    boolean isAboutExtensions() {
        String first = lines.get(0);
        return first.startsWith("2") || first.startsWith("500") || first.startsWith("502") || first.startsWith("504");
    }

    byte[] octets() {
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A CR at the end would be part of a keyword, and one in the middle is the end of a line for some readers. */
    private static String onOneLine(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end).replace('\r', ' ');
    }

    /** Also where a reader that trims lines, or splits them at tabs, would find the keyword. */
    private static boolean isStartTls(String line) {
        String text = line.length() > CODE ? line.substring(CODE + 1).trim() : "";
        return text.split("[\\x00-\\x20]", 2)[0].toUpperCase(Locale.ROOT).equals("STARTTLS");
    }

    private static String keyword(String line) {
        return line.length() > CODE ? line.substring(CODE + 1).split(" ", 2)[0].toUpperCase(Locale.ROOT) : "";
    }

    private static String withSeparator(String line, char separator) {
        return line.length() > CODE ? line.substring(0, CODE) + separator + line.substring(CODE + 1) : line;
    }
}
