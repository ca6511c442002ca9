package io.github.mtasts.lab.report;

import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.List;

/**
 * The result of a scenario against a sender, as text.
 *
 * @param id the scenario's id
 * @param family its family
 * @param name its name
 * @param attacker the position of the attacker
 * @param power the capability of the attacker
 * @param expectation the behaviour of a safe sender
 * @param aim the verdict if the attack succeeds
 * @param requirements the conformance ids it exercises
 * @param verdict the verdict
 * @param why the reason in one sentence
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
