package io.github.mtasts.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a body as a report quotes them, whether or not they make a policy: unchanged, without line ends and
 * without blank lines (RFC 8460 section 4.5). Malformed UTF-8 becomes U+FFFD, because a report is JSON text.
 */
final class PolicyLines {
    /** Limits the lines of an invalid body in a report, because the body may be anything. */
    private static final int MAX_INVALID_LINES = 100;

    private static final int MAX_INVALID_LINE_LENGTH = 500;
    /** No sequence of UTF-8 takes more than three octets for each Java character. */
    private static final int MAX_OCTETS_PER_CHARACTER = 3;

    private PolicyLines() {}

    /** All lines of a valid policy. */
    static List<String> of(byte[] body) {
        return read(body, Integer.MAX_VALUE, body.length);
    }

    /** The first lines of an invalid body, each cut where it is too long. */
    static List<String> ofInvalid(byte[] body) {
        return read(body, MAX_INVALID_LINES, MAX_INVALID_LINE_LENGTH);
    }

    private static List<String> read(byte[] body, int maxLines, int maxLength) {
        List<String> lines = new ArrayList<>();
        LineCursor cursor = new LineCursor(body);
        while (lines.size() < maxLines && cursor.advance()) {
            if (!cursor.isBlank()) {
                lines.add(decode(body, cursor.start(), cursor.end() - cursor.start(), maxLength));
            }
        }
        return List.copyOf(lines);
    }

    /** Decodes only the octets that the cut can need, so that a line of a megabyte costs no more. */
    private static String decode(byte[] body, int start, int length, int maxLength) {
        long wanted = (long) maxLength * MAX_OCTETS_PER_CHARACTER;
        String line = new String(body, start, (int) Math.min(length, wanted), StandardCharsets.UTF_8);
        if (line.length() <= maxLength) {
            return line;
        }
        boolean cutsPair = Character.isHighSurrogate(line.charAt(maxLength - 1));
        return line.substring(0, cutsPair ? maxLength - 1 : maxLength);
    }
}
