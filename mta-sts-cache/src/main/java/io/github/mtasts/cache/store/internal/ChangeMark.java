package io.github.mtasts.cache.store.internal;

/**
 * A position in the sequence of changes.
 *
 * @param changedAt when the last returned row was written, in milliseconds since the epoch
 * @param domain the name of that row
 * @param isEnd whether all changes up to then were returned, rather than a page of them
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
