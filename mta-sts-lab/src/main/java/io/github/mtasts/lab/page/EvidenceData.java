package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.scenario.Seen;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the evidence of all trials for the page's script. Equal parts are stored once. */
final class EvidenceData {
    /**
     * The data for the script.
     *
     * @param trials each trial, by its fragment
     * @param scenarios the scenarios
     * @param steps the steps
     * @param lines the recorded traffic
     */
    record Content(Map<String, Trial> trials, List<ScenarioInfo> scenarios, List<Step> steps, List<Line> lines) {}

    /**
     * A scenario against a sender.
     *
     * @param sender the sender's name
     * @param scenario the number of the scenario
     * @param verdict the verdict
     * @param style its class in the style sheet
     * @param why the reason in one sentence
     * @param steps the numbers of its steps
     * @param reports the JSON of the TLS reports
     */
    record Trial(
            String sender,
            int scenario,
            String verdict,
            String style,
            String why,
            List<Integer> steps,
            List<String> reports) {}

    /**
     * A step of a scenario.
     *
     * @param at its time
     * @param what the step, in words
     * @param lines the numbers of the lines that were recorded during it
     */
    record Step(String at, String what, List<Integer> lines) {}

    /**
     * A line of recorded traffic.
     *
     * @param who its origin
     * @param where the host, or the name in a DNS query
     * @param tls whether it was within TLS
     * @param text the text
     * @param canary its meaning for the message
     */
    record Line(String who, String where, boolean tls, String text, CanaryMark canary) {}

    private final Map<String, Trial> trials = new LinkedHashMap<>();
    private final Pool<ScenarioInfo> scenarios = new Pool<>();
    private final Pool<Step> steps = new Pool<>();
    private final Pool<Line> lines = new Pool<>();

    private EvidenceData() {}

    static Content of(Comparison comparison, Addresses addresses) {
        EvidenceData data = new EvidenceData();
        comparison
                .cells()
                .forEach(cell -> data.add(addresses.of(cell.scenario(), cell.sender()), cell.sender(), cell.row()));
        return new Content(data.trials, data.scenarios.values(), data.steps.values(), data.lines.values());
    }

    private void add(String address, String sender, @Nullable Row row) {
        if (row == null) {
            return;
        }
        trials.put(
                address,
                new Trial(
                        sender,
                        scenarios.number(ScenarioInfo.of(row)),
                        row.verdict(),
                        VerdictStyle.of(row.verdict()),
                        row.why(),
                        row.trace().stream()
                                .map(step -> steps.number(numbered(step, row.expectation())))
                                .toList(),
                        row.reports()));
    }

    private Step numbered(StepTrace step, String expectation) {
        return new Step(
                step.at(),
                step.what(),
                step.seen().stream()
                        .map(seen -> lines.number(line(seen, expectation)))
                        .toList());
    }

    private static Line line(Seen seen, String expectation) {
        return new Line(seen.by().toString(), seen.where(), seen.tls(), seen.text(), CanaryMark.of(seen, expectation));
    }
}
