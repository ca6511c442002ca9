package io.github.mtasts.lab.page;

import io.github.mtasts.lab.Verdict;
import java.util.Arrays;

/** The class of a verdict in the style sheet. */
final class VerdictStyle {
    private VerdictStyle() {}

    /** Unknown for a verdict that another version of the lab wrote. */
    static String of(String verdict) {
        return Arrays.stream(Verdict.values())
                .map(Verdict::toString)
                .filter(verdict::equals)
                .findFirst()
                .orElse("unknown");
    }
}
