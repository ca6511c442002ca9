package io.github.mtasts.cache.store.internal;

/**
 * A position in the sequence of changes.
 *
 * @param beganAtNanos when the comparison began that led here, in monotonic time of this process
 * @param changedAt when the last returned row was written, in milliseconds since the epoch
 * @param domain the name of that row
 * @param isEnd whether all changes up to then were returned, rather than a page of them
 */
record ChangeMark(long beganAtNanos, long changedAt, String domain, boolean isEnd) {
    static ChangeMark parse(String text) {
        String[] parts = text.split(":", 3);
        return new ChangeMark(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], parts[2].isEmpty());
    }

    String text() {
        return beganAtNanos + ":" + changedAt + ":" + domain;
    }
}
