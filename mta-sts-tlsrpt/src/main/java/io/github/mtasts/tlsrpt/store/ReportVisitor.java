package io.github.mtasts.tlsrpt.store;

import java.io.IOException;

/** Is told the counts of a report, one after the other, so that they never need to be in memory together. */
public interface ReportVisitor {
    /**
     * An entry begins.
     *
     * @param policy its policy
     * @param successes how many sessions complied
     * @param failures how many did not
     * @throws IOException ends the visit, and is thrown by who began it
     */
    void policy(PolicyKey policy, long successes, long failures) throws IOException;

    /**
     * One of the failure details of the entry that began last.
     *
     * @param detail the failure
     * @param sessions how many sessions it was seen in
     * @throws IOException ends the visit, and is thrown by who began it
     */
    void detail(DetailKey detail, long sessions) throws IOException;
}
