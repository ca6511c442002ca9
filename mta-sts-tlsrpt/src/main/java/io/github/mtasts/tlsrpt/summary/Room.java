package io.github.mtasts.tlsrpt.summary;

/**
 * The memory that a summary may take up, in characters of text. What unverified reports say gets at most half of it, so that a
 * stranger cannot take the room of verified reports. Not thread-safe.
 */
final class Room {
    /** The cost of a row without its text. */
    static final long ROW = 200;

    private final long total;
    private long used;
    private long unverified;

    Room(long total) {
        this.total = total;
    }

    Share share() {
        return new Share();
    }

    /** The part of the room that one domain has taken. */
    final class Share {
        private long mine;
        private long mineUnverified;

        private Share() {}

        /** Takes room, or returns false if there is not enough. */
        boolean take(boolean isVerified, long cost) {
            if (used + cost > total || (!isVerified && unverified + cost > total / 2)) {
                return false;
            }
            used += cost;
            mine += cost;
            if (!isVerified) {
                unverified += cost;
                mineUnverified += cost;
            }
            return true;
        }

        /** Gives all back. */
        void release() {
            used -= mine;
            unverified -= mineUnverified;
            mine = 0;
            mineUnverified = 0;
        }
    }
}
