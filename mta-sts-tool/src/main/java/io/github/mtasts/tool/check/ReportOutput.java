package io.github.mtasts.tool.check;

import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.terminal.Colours;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the reports of a run one after the other, and remembers what the exit status depends on. Not thread-safe. */
final class ReportOutput {
    private final Surroundings surroundings;
    private final ReportText text;
    private final boolean json;
    private final boolean full;
    private final @Nullable List<DomainReport> kept;
    private final List<Finding> findings = new ArrayList<>();
    private boolean isUnknown;

    /** @param kept takes every report, for the page; null without one */
    ReportOutput(Surroundings surroundings, boolean json, boolean full, @Nullable List<DomainReport> kept) {
        this.surroundings = surroundings;
        this.text = new ReportText(surroundings.out(), Colours.forOutput(surroundings));
        this.json = json;
        this.full = full;
        this.kept = kept;
    }

    void print(DomainReport report) {
        findings.addAll(report.findings());
        isUnknown |= report.ownFault() != null;
        if (kept != null) {
            kept.add(report);
        }
        if (json) {
            surroundings.out().println(ReportJson.line(report));
        } else if (full) {
            text.full(report);
        } else {
            text.brief(report);
        }
        surroundings.out().flush();
    }

    /** What is wrong for certain counts more than what is not known. */
    int status(boolean strict) {
        int status = Findings.status(findings, strict);
        return status == ExitStatus.GOOD && isUnknown ? ExitStatus.UNKNOWN : status;
    }
}
