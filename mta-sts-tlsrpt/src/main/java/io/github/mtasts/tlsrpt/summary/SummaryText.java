package io.github.mtasts.tlsrpt.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a summary for a terminal. Stateless. */
public final class SummaryText {
    private static final int MAX_FAILURES = 20;
    private static final int MAX_REPORTERS = 20;

    private SummaryText() {}

    /**
     * Writes a summary.
     *
     * @param summary the summary
     * @param criteria the criteria for readiness
     * @return printable lines
     */
    public static String of(ReportSummary summary, Criteria criteria) {
        StringBuilder text = new StringBuilder();
        text.append(Plural.of(summary.reports(), "report"))
                .append(" about ")
                .append(Plural.of(summary.domains().size(), "domain"))
                .append('\n');
        LeftOutText.phrases(summary)
                .forEach(each -> text.append("left out: ").append(each).append('\n'));
        summary.warnings().forEach(each -> text.append(each).append('\n'));
        for (RankedDomain ranked : RankedDomain.of(summary, criteria)) {
            append(text, ranked);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, RankedDomain ranked) {
        DomainSummary domain = ranked.domain();
        Readiness readiness = ranked.readiness();
        text.append('\n')
                .append(ranked.name())
                .append(": ")
                .append(readiness.level().text())
                .append('\n');
        readiness.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        if (readiness.level() == Readiness.Level.NOT_YET || readiness.level() == Readiness.Level.TOO_LITTLE_EVIDENCE) {
            text.append("  evidence: ").append(readiness.evidence()).append('\n');
        }
        readiness
                .wouldChange()
                .forEach(each ->
                        text.append("  would change this: ").append(each).append('\n'));
        text.append("  trend: ").append(ranked.trend().text()).append('\n');
        if (!domain.reporters().isEmpty()) {
            text.append("  reported by ").append(reporters(domain.reporters())).append('\n');
        }
        text.append('\n');
        List<List<String>> sessions = new ArrayList<>();
        sessions.add(List.of("policy", "successful", "failed"));
        domain.byPolicyType()
                .forEach((type, count) ->
                        sessions.add(List.of(type, Long.toString(count.successes()), Long.toString(count.failures()))));
        table(text, sessions);
        if (!domain.failures().isEmpty()) {
            text.append('\n');
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("result type", "policy", "MX host", "sessions", "first", "last", "reason"));
            domain.failures().stream().limit(MAX_FAILURES).forEach(failure -> rows.add(row(failure)));
            table(text, rows);
            if (domain.failures().size() > MAX_FAILURES) {
                text.append("  and ")
                        .append(Plural.of(domain.failures().size() - MAX_FAILURES, "more failure"))
                        .append('\n');
            }
        }
    }

    private static String reporters(Set<String> names) {
        return names.stream()
                .limit(MAX_REPORTERS)
                .map(name -> name.isBlank() ? "(no organization-name)" : name)
                .collect(Collectors.joining(", ", "", names.size() > MAX_REPORTERS ? " and others" : ""));
    }

    private static List<String> row(FailureKind failure) {
        return List.of(
                failure.resultType(),
                failure.policyType(),
                failure.mxHost().isEmpty() ? "-" : failure.mxHost(),
                Long.toString(failure.sessions()),
                failure.firstSeen().toString(),
                failure.lastSeen().toString(),
                failure.reason());
    }

    private static void table(StringBuilder text, List<List<String>> rows) {
        int columns = rows.get(0).size();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < columns; column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
