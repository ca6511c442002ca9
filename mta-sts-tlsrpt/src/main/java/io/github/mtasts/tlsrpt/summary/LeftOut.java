package io.github.mtasts.tlsrpt.summary;

import java.util.ArrayList;
import java.util.List;

/** Tells what a summary left out, and why. */
final class LeftOut {
    private LeftOut() {}

    /** Returns a phrase for each reason, such as {@code 2 duplicates}. */
    static List<String> sentences(ReportSummary summary) {
        List<String> sentences = new ArrayList<>();
        if (summary.duplicates() > 0) {
            sentences.add(summary.duplicates() + " duplicates");
        }
        summary.refused().forEach((cause, count) -> sentences.add(count + " reports: " + cause.text()));
        if (summary.leftOut() > 0) {
            sentences.add(
                    summary.leftOut() + " reports about future days or entries beyond the largest number of domains");
        }
        return sentences;
    }
}
