package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.run.Judge.Judgement;
import io.github.mtasts.lab.scenario.Reports;
import java.util.Set;
import java.util.TreeSet;

/** Decides whether the TLS reports that arrived name each failure that happened, and no other. */
final class ReportJudge {
    private ReportJudge() {}

    /**
     * Judges the reports of a scenario in which the sender was safe.
     *
     * @param safe the reason for that verdict
     */
    static Judgement judge(Scenario scenario, Reports reports, String safe) {
        Set<String> told = new TreeSet<>(reports.failuresUnderPolicies());
        for (Set<String> oneOf : scenario.reported()) {
            if (told.stream().noneMatch(oneOf::contains)) {
                return new Judgement(
                        Verdict.UNREPORTED,
                        "no report names " + String.join(" or ", new TreeSet<>(oneOf)) + "; they name "
                                + (told.isEmpty() ? "no failure" : String.join(", ", told)));
            }
        }
        Set<String> untrue = new TreeSet<>(told);
        untrue.removeAll(scenario.reportable());
        if (!untrue.isEmpty()) {
            return new Judgement(
                    Verdict.UNREPORTED, "a report names " + String.join(", ", untrue) + ", which did not happen");
        }
        if (scenario.unreported() && reports.containSts()) {
            return new Judgement(Verdict.UNREPORTED, "a report contains a policy of type sts");
        }
        if (scenario.unblamed() && !reports.failuresWithoutPolicy().isEmpty()) {
            return new Judgement(
                    Verdict.UNREPORTED,
                    "a report names " + String.join(", ", new TreeSet<>(reports.failuresWithoutPolicy()))
                            + " in sessions without a policy, in which no TLS was tried");
        }
        return new Judgement(
                Verdict.SAFE,
                safe + (told.isEmpty() ? "; nothing to report" : "; reported: " + String.join(", ", told)));
    }
}
