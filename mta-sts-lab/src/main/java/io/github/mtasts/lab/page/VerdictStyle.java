package io.github.mtasts.lab.page;

import io.github.mtasts.lab.Verdict;
import java.util.Arrays;

/** What a verdict styles like: its class in the style sheet. */
final class VerdictStyle {
    private VerdictStyle() {}

    /** A result file may have been made by a lab with other verdicts. */
    static String of(String verdict) {
        return Arrays.stream(Verdict.values())
                .map(Verdict::toString)
                .filter(verdict::equals)
                .findFirst()
                .orElse("unknown");
    }
}
