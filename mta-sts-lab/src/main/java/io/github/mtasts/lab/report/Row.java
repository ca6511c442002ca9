package io.github.mtasts.lab.report;

import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.List;

/**
 * What came of a scenario against a sender, in words.
 *
 * @param id the scenario's id
 * @param family its family
 * @param name what it is called
 * @param attacker where the attacker stands
 * @param power what he can do
 * @param expectation what a safe sender does
 * @param aim the verdict that he wants
 * @param requirements the conformance ids it exercises
 * @param verdict the verdict
 * @param why the verdict in one sentence
 * @param trace the steps and the network activity during each
 * @param reports the JSON of the TLS reports that arrived
 */
public record Row(
        String id,
        String family,
        String name,
        String attacker,
        String power,
        String expectation,
        String aim,
        List<String> requirements,
        String verdict,
        String why,
        List<StepTrace> trace,
        List<String> reports) {
    /**
     * The row of a result.
     *
     * @param result the result
     * @return the row
     */
    public static Row of(Result result) {
        var scenario = result.scenario();
        return new Row(
                scenario.id(),
                scenario.family().toString(),
                scenario.name(),
                scenario.attacker().toString(),
                scenario.power(),
                scenario.expectation().toString(),
                scenario.aim().toString(),
                scenario.requirements(),
                result.verdict().toString(),
                result.why(),
                result.trace(),
                result.reports());
    }
}
