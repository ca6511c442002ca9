package io.github.mtasts;

import io.github.mtasts.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** Collects one SMTP reply (RFC 5321 section 4.2) from blocks of bytes, within a bound. */
final class SmtpReply {
    private static final int MAX_TEXT = 160;

    private final int maxOctets;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<String> lines = new ArrayList<>();
    private final List<String> rawLines = new ArrayList<>();
    private int octets;
    private int code;
    private boolean complete;
    private boolean malformed;

    SmtpReply(int maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Takes octets up to the end of the reply. Returns how many; the rest lies behind the reply. */
    int add(byte[] block, int length) {
        int taken = 0;
        while (taken < length && !complete && !malformed && !isTooLong()) {
            char c = (char) (block[taken] & 0xff);
            taken++;
            octets++;
            if (c == '\n') {
                endLine();
            } else {
                line.append(c);
            }
        }
        return taken;
    }

    boolean isTooLong() {
        return octets > maxOctets;
    }

    boolean isComplete() {
        return complete;
    }

    boolean isMalformed() {
        return malformed;
    }

    int code() {
        return code;
    }

    /** The text of each line, without code and separator. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Each line as received, with code and separator. */
    EhloReply whole() {
        return new EhloReply(rawLines);
    }

    /** The reply on one printable line, cut to 160 characters. */
    String text() {
        return Printable.line(text.toString(), MAX_TEXT);
    }

    void clear() {
        line.setLength(0);
        text.setLength(0);
        lines.clear();
        rawLines.clear();
        octets = 0;
        complete = false;
    }

    private void endLine() {
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        if (text.length() <= MAX_TEXT) {
            text.append(text.length() == 0 ? "" : " ").append(line);
        }
        boolean last = line.length() == 3 || (line.length() > 3 && line.charAt(3) == ' ');
        boolean more = line.length() > 3 && line.charAt(3) == '-';
        if (!(last || more) || !startsWithCode()) {
            malformed = true;
            return;
        }
        code = Integer.parseInt(line, 0, 3, 10);
        rawLines.add(line.toString());
        lines.add(line.length() > 4 ? line.substring(4) : "");
        line.setLength(0);
        complete = last;
    }

    /** RFC 5321 section 4.2.1: the first digit is 2 to 5. */
    private boolean startsWithCode() {
        return isBetween(line.charAt(0), '2', '5')
                && isBetween(line.charAt(1), '0', '9')
                && isBetween(line.charAt(2), '0', '9');
    }

    private static boolean isBetween(char c, char low, char high) {
        return c >= low && c <= high;
    }
}
