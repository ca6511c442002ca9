package io.github.mtasts.lab.report;

import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.stage.Seen;
import io.github.mtasts.lab.stage.StepTrace;
import java.util.List;

/** What was seen, as text. */
public final class Transcript {
    private Transcript() {}

    /**
     * The transcript of a trial.
     *
     * @param result its result
     * @return several lines
     */
    public static String of(Result result) {
        return of(result.acts(), result.reports());
    }

    /**
     * A transcript.
     *
     * @param acts what was seen, step by step
     * @param reports the TLS reports that arrived
     * @return several lines
     */
    public static String of(List<StepTrace> acts, List<String> reports) {
        StringBuilder text = new StringBuilder();
        for (StepTrace act : acts) {
            text.append(act.at()).append("  ").append(act.what()).append('\n');
            for (Seen seen : act.seen()) {
                text.append("    ").append(line(seen)).append('\n');
            }
        }
        reports.forEach(report -> text.append("    report: ").append(report).append('\n'));
        return text.toString();
    }

    private static String line(Seen seen) {
        return "%-8s %s %s: %s".formatted(seen.by(), seen.tls() ? "TLS  " : "clear", seen.where(), seen.text());
    }
}
