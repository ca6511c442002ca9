package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes an {@link AddResult} as text and reads it back, so that a batch that is added again after its answer was lost has the
 * same result as the first time.
 */
final class DroppedText {
    private DroppedText() {}

    static String write(AddResult result) {
        StringBuilder text = new StringBuilder();
        append(text, 'L', result.late());
        append(text, 'M', result.tooMany());
        append(text, 'U', result.unanswered());
        return text.toString();
    }

    private static void append(StringBuilder text, char kind, Map<ReportKey, Long> sessions) {
        sessions.forEach((report, number) -> text.append(kind)
                .append(' ')
                .append(report.day().toEpochDay())
                .append(' ')
                .append(report.domain().name())
                .append(' ')
                .append(number)
                .append('\n'));
    }

    static AddResult read(String text) {
        Map<ReportKey, Long> late = new HashMap<>();
        Map<ReportKey, Long> tooMany = new HashMap<>();
        Map<ReportKey, Long> unanswered = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 4) {
                Map<ReportKey, Long> kind = parts[0].equals("L") ? late : parts[0].equals("M") ? tooMany : unanswered;
                kind.put(
                        new ReportKey(LocalDate.ofEpochDay(Long.parseLong(parts[1])), PolicyDomain.of(parts[2])),
                        Long.parseLong(parts[3]));
            }
        }
        return new AddResult(late, tooMany, unanswered);
    }
}
