package io.github.mtasts.policy;

/**
 * Walks the lines of a policy body, in place. Parser and reports both use it, so that they agree about lines.
 *
 * <p>LF and CRLF end a line and may be mixed, a CR alone does not, and the last line needs no end (RFC 8461 section 3.2,
 * D04).
 */
final class LineCursor {
    private final byte[] body;
    private int next;
    private int number;
    private int start;
    private int end;

    LineCursor(byte[] body) {
        this.body = body;
    }

    /** Moves to the next line; false when there is none. */
    boolean advance() {
        if (next >= body.length) {
            return false;
        }
        start = next;
        int lineFeed = start;
        while (lineFeed < body.length && body[lineFeed] != '\n') {
            lineFeed++;
        }
        boolean hasCarriageReturn = lineFeed < body.length && lineFeed > start && body[lineFeed - 1] == '\r';
        end = hasCarriageReturn ? lineFeed - 1 : lineFeed;
        next = lineFeed + 1;
        number++;
        return true;
    }

    /** The number of this line, from 1, blank lines counted. */
    int number() {
        return number;
    }

    /** The index of the first octet of this line. */
    int start() {
        return start;
    }

    /** The index after the last octet of this line, without its line end. */
    int end() {
        return end;
    }

    /** Whether the line has only spaces and tabs. */
    boolean isBlank() {
        return skipWhiteSpace(start) == end;
    }

    /** The index of the first octet from here on that is not a space or tab, or the end of the line. */
    int skipWhiteSpace(int from) {
        int i = from;
        while (i < end && isWhiteSpace(body[i])) {
            i++;
        }
        return i;
    }

    /** The end of the line without the spaces and tabs before it. */
    int trimmedEnd(int from) {
        int i = end;
        while (i > from && isWhiteSpace(body[i - 1])) {
            i--;
        }
        return i;
    }

    /** The index of the first such octet in this line, or -1. */
    int indexOf(char octet) {
        for (int i = start; i < end; i++) {
            if (body[i] == octet) {
                return i;
            }
        }
        return -1;
    }

    /** WSP of RFC 5234: no other white space counts. */
    static boolean isWhiteSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
