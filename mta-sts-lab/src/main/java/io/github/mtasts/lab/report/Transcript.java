package io.github.mtasts.lab.report;

import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.scenario.Seen;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.List;

/** Formats recorded network traffic as text. */
public final class Transcript {
    private Transcript() {}

    /**
     * The transcript of a trial.
     *
     * @param result its result
     * @return several lines
     */
    public static String of(Result result) {
        return of(result.trace(), result.reports());
    }

    /**
     * A transcript.
     *
     * @param trace the steps and the network activity during each
     * @param reports the TLS reports that arrived
     * @return several lines
     */
    public static String of(List<StepTrace> trace, List<String> reports) {
        StringBuilder text = new StringBuilder();
        for (StepTrace step : trace) {
            text.append(step.at()).append("  ").append(step.what()).append('\n');
            for (Seen seen : step.seen()) {
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
