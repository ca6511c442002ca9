package io.github.mtasts.tlsrpt.summary;

import java.util.ArrayList;
import java.util.List;

/** Says what a summary left out, and why. */
final class LeftOutText {
    private LeftOutText() {}

    /** Returns a phrase for each reason, such as {@code 2 duplicates}. */
    static List<String> phrases(ReportSummary summary) {
        List<String> phrases = new ArrayList<>();
        if (summary.duplicates() > 0) {
            phrases.add(Plural.of(summary.duplicates(), "duplicate"));
        }
        summary.refused().forEach((cause, count) -> phrases.add(Plural.of(count, "report") + ": " + cause.text()));
        summary.leftOut().forEach((reason, count) -> phrases.add(reason.text(count)));
        return phrases;
    }
}
