package io.github.mtasts.tlsrpt.summary;

import java.util.Set;
import java.util.stream.Collectors;

/** Writes a summary for a terminal of 80 columns. Stateless. */
public final class SummaryText {
    private static final String INDENT = "  ";
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
        WrappedText text = new WrappedText();
        text.add(
                "",
                Plural.of(summary.reports(), "report") + " about "
                        + Plural.of(summary.domains().size(), "domain"));
        LeftOutText.phrases(summary).forEach(each -> text.add("", "left out: " + each));
        summary.warnings().forEach(each -> text.add("", each));
        for (RankedDomain ranked : RankedDomain.of(summary, criteria)) {
            append(text, ranked);
        }
        return text.toString();
    }

    private static void append(WrappedText text, RankedDomain ranked) {
        DomainSummary domain = ranked.domain();
        Readiness readiness = ranked.readiness();
        text.emptyLine().add("", ranked.name() + ": " + readiness.level().text());
        readiness.reasons().forEach(reason -> text.add(INDENT, reason));
        if (readiness.level() == Readiness.Level.NOT_YET || readiness.level() == Readiness.Level.TOO_LITTLE_EVIDENCE) {
            text.add(INDENT, "evidence: " + readiness.evidence());
        }
        readiness.wouldChange().forEach(each -> text.add(INDENT, "would change this: " + each));
        text.add(INDENT, "trend: " + ranked.trend().text());
        if (!domain.reporters().isEmpty()) {
            text.add(INDENT, "reported by " + reporters(domain.reporters()));
        }
        text.emptyLine();
        domain.byPolicyType()
                .forEach((type, count) -> text.add(
                        INDENT,
                        "policy " + type + ": " + count.successes() + " successful, " + count.failures() + " failed"));
        if (!domain.failures().isEmpty()) {
            text.emptyLine();
            domain.failures().stream().limit(MAX_FAILURES).forEach(failure -> append(text, failure));
            if (domain.failures().size() > MAX_FAILURES) {
                text.add(INDENT, "and " + Plural.of(domain.failures().size() - MAX_FAILURES, "more failure"));
            }
        }
    }

    private static void append(WrappedText text, FailureKind failure) {
        text.add(
                INDENT,
                failure.resultType() + (failure.mxHost().isEmpty() ? "" : " at " + failure.mxHost()) + ", policy "
                        + failure.policyType());
        text.add(
                INDENT + INDENT,
                Plural.of(failure.sessions(), "session") + " from " + failure.firstSeen() + " to "
                        + failure.lastSeen()
                        + (failure.reason().isEmpty() ? "" : ": " + failure.reason()));
    }

    private static String reporters(Set<String> names) {
        return names.stream()
                .limit(MAX_REPORTERS)
                .map(name -> name.isBlank() ? "(no organization-name)" : name)
                .collect(Collectors.joining(", ", "", names.size() > MAX_REPORTERS ? " and others" : ""));
    }
}
