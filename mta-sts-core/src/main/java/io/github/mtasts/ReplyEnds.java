package io.github.mtasts;

/** Finds the ends of SMTP replies (RFC 5321 section 4.2) in the octets of a host. Not thread-safe. */
final class ReplyEnds {
    private final char[] code = new char[3];
    private int column;
    private boolean more;

    /** Takes the next octet; true when a reply ends with it. */
    boolean isEnd(byte octet) {
        if (octet == '\n') {
            column = 0;
            return !more;
        }
        if (column < code.length) {
            code[column] = (char) (octet & 0xff);
            more = false;
        } else if (column == code.length) {
            more = octet == '-';
        }
        column++;
        return false;
    }

    /** Whether the last reply, once ended, was positive. */
    boolean isPositive() {
        return code[0] == '2';
    }

    /** Whether the last reply, once ended, was 354, after which the message comes. */
    boolean isGoOn() {
        return code[0] == '3' && code[1] == '5' && code[2] == '4';
    }

    /** Whether no reply has begun. */
    boolean isBetweenReplies() {
        return column == 0 && !more;
    }
}
