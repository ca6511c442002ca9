package io.github.mtasts.benchmarks;

import org.junit.jupiter.api.Test;

/** Runs each load program of reports briefly and checks no figure, beside those of {@link SmokeTest}. */
class ReportSmokeTest {
    /** Throws when a report is missing at the end. */
    @Test
    void theLoadProgramsRun() throws Exception {
        Reports.run(20, 1, 500, 100);
        Inbox.run(40, 4);
        MailRate.run(5, 20, 1);
        AskingDomains.run(500, 20);
        BlackHoles.run(20, 5);
    }
}
