package io.github.mtasts.cache.internal;

/**
 * How far changes were told.
 *
 * @param changedAt when the last row that was told was written, in milliseconds since the epoch
 * @param domain the name of that row
 * @param isEnd whether everything had been told then, rather than a page of it
 */
record ChangeMark(long changedAt, String domain, boolean isEnd) {
    static ChangeMark parse(String text) {
        int colon = text.indexOf(':');
        String domain = text.substring(colon + 1);
        return new ChangeMark(Long.parseLong(text.substring(0, colon)), domain, domain.isEmpty());
    }

    String text() {
        return changedAt + ":" + domain;
    }
}
