package io.github.mtasts.trust.internal;

/**
 * Recognizes the warning alerts that a server may send before its ServerHello, and that do not end a handshake.
 *
 * <p>Comes in: the octets from the server, from the first one on. Goes out: whether they may still be such an alert. RFC 6066
 * section 3 has servers send {@code unrecognized_name} as a warning; other mail servers go on, while the Java TLS stack breaks
 * off. Up to four alert records are dropped, close_notify is not, and nothing after the first octet that does not fit. Not
 * thread-safe.
 */
final class WarningAlerts {
    /** The length of a record with one alert: type, version, length, level, description. */
    static final int RECORD = 7;

    private static final int MAX_DROPPED = 4;
    private static final int ALERT = 21;
    private static final int MAJOR_VERSION = 3;
    private static final int WARNING = 1;
    private static final int CLOSE_NOTIFY = 0;

    private int position;
    private int dropped;
    private boolean ended;

    /** Whether no more alerts are dropped. */
    boolean hasEnded() {
        return ended;
    }

    /** The octets of the current record that have fitted so far. */
    int position() {
        return position;
    }

    /** Takes the next octet. Returns whether it fits; false ends the recognition for good. */
    boolean fits(int octet) {
        boolean fits = switch (position) {
            case 0 -> octet == ALERT;
            case 1 -> octet == MAJOR_VERSION;
            case 2 -> true;
            case 3 -> octet == 0;
            case 4 -> octet == 2;
            case 5 -> octet == WARNING;
            default -> octet != CLOSE_NOTIFY;
        };
        if (!fits) {
            ended = true;
            return false;
        }
        position++;
        if (position == RECORD) {
            position = 0;
            dropped++;
            ended = dropped == MAX_DROPPED;
        }
        return true;
    }

    /** Forgets the beginning of a record that will be presented again. */
    void rewind() {
        position = 0;
    }
}
