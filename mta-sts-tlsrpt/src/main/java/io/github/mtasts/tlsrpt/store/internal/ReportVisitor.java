package io.github.mtasts.tlsrpt.store.internal;

import java.io.IOException;

/** Receives the counts of a report one after the other, so that they are never in memory together. */
public interface ReportVisitor {
    /**
     * Begins an entry.
     *
     * @param successes the number of sessions that complied
     * @param failures the number of sessions that failed
     * @throws IOException ends the visit; the caller of the visit receives it
     */
    void policy(PolicyKey policy, long successes, long failures) throws IOException;

    /**
     * Receives a failure detail of the current entry.
     *
     * @param sessions the number of sessions with this failure
     * @throws IOException ends the visit; the caller of the visit receives it
     */
    void detail(DetailKey detail, long sessions) throws IOException;
}
