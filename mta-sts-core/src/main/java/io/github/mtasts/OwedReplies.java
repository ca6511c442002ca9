package io.github.mtasts;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Counts the replies that a host owes, from the octets of both sides: one for each command (RFC 5321, pipelined or not), for each
 * chunk (RFC 3030), for the end of a message, and for each line of an AUTH exchange (RFC 4954). A connection on which a reply is
 * outstanding must have no further user, who would take it for the reply to something else. Thread-safe for one reader and one
 * writer.
 *
 * <p>The end of a message is found where it is the end of a write. After commands behind it in the same write, and after replies
 * that a host was not asked for, the count is never settled again.
 */
final class OwedReplies {
    /** As much of a command line as is looked at: a verb and the size of a chunk. */
    private static final int MAX_COMMAND = 32;

    private static final String END_OF_MESSAGE = "\r\n.\r\n";

    private final StringBuilder command = new StringBuilder();
    private final ReplyEnds ends = new ReplyEnds();
    /** The last octets of the message. */
    private final StringBuilder tail = new StringBuilder();

    private long owed;
    private long chunk;
    private boolean inMessage;
    private boolean unasked;

    /** Counts what goes to the host. To be called before it is sent. */
    synchronized void wrote(byte[] from, int offset, int length) {
        int next = offset;
        int end = offset + length;
        if (inMessage && length > 0) {
            message(from, offset, end);
            next = end;
        }
        while (next < end) {
            if (chunk > 0) {
                int skipped = (int) Math.min(chunk, end - next);
                chunk -= skipped;
                next += skipped;
            } else {
                command((char) (from[next] & 0xff));
                next++;
            }
        }
    }

    private void message(byte[] from, int offset, int end) {
        int start = Math.max(offset, end - END_OF_MESSAGE.length());
        tail.append(new String(from, start, end - start, StandardCharsets.ISO_8859_1));
        tail.delete(0, Math.max(0, tail.length() - END_OF_MESSAGE.length()));
        if (tail.toString().equals(END_OF_MESSAGE)) {
            inMessage = false;
            owed++;
        }
    }

    private void command(char octet) {
        if (octet != '\n') {
            if (command.length() < MAX_COMMAND) {
                command.append(octet);
            }
            return;
        }
        owed++;
        String[] words = command.toString().trim().toUpperCase(Locale.ROOT).split("[ \t]+", 3);
        if (words[0].equals("BDAT") && words.length > 1 && words[1].matches("[0-9]{1,18}")) {
            chunk = Long.parseLong(words[1]);
        }
        command.setLength(0);
    }

    /** Counts what came from the host. */
    synchronized void read(byte[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (ends.isEnd(from[i])) {
                unasked |= owed == 0;
                owed--;
                if (ends.isGoOn()) {
                    inMessage = true;
                    tail.setLength(0);
                    tail.append("\r\n"); // a message may be empty
                }
            }
        }
    }

    /** Whether every command was answered, with nothing else in either direction. */
    synchronized boolean isNone() {
        return owed == 0 && !unasked && !inMessage && chunk == 0 && command.length() == 0 && ends.isBetweenReplies();
    }

    /** Whether the host sent a reply that it was not asked for. */
    synchronized boolean hasUnasked() {
        return unasked;
    }
}
