package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import java.util.List;

/**
 * The description of a scenario.
 *
 * @param id its id
 * @param family its family
 * @param name its name
 * @param attacker the position of the attacker, or empty if the scenario was not run
 * @param power the capability of the attacker, or empty
 * @param expectation the behaviour of a safe sender, or empty
 * @param aim the verdict if the attack succeeds, or empty
 * @param requirements the conformance ids it exercises
 */
record ScenarioInfo(
        String id,
        String family,
        String name,
        String attacker,
        String power,
        String expectation,
        String aim,
        List<String> requirements) {
    static ScenarioInfo of(Row row) {
        return new ScenarioInfo(
                row.id(),
                row.family(),
                row.name(),
                row.attacker(),
                row.power(),
                row.expectation(),
                row.aim(),
                row.requirements());
    }

    static ScenarioInfo of(LeftOut one) {
        return new ScenarioInfo(one.id(), one.family(), one.name(), "", "", "", "", List.of());
    }
}
