package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import java.util.List;

/**
 * What a scenario is, whoever it is run against.
 *
 * @param id its id
 * @param family its family
 * @param name what it is called
 * @param attacker where the attacker stands, or empty when nobody has run it
 * @param power what he can do, or empty
 * @param expectation what a safe sender does, or empty
 * @param aim the verdict that he wants, or empty
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
