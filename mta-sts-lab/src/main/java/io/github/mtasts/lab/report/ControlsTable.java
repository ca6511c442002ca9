package io.github.mtasts.lab.report;

import io.github.mtasts.lab.catalogue.Family;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import java.util.stream.Collectors;

/** The Markdown table of attacks and the controls against which each must succeed. */
public final class ControlsTable {
    private static final String NOT_MEANT_FOR_IT = "";

    private ControlsTable() {}

    /**
     * The table.
     *
     * @param scenarios the scenarios
     * @return lines with their ends
     */
    public static String of(List<Scenario> scenarios) {
        StringBuilder table = new StringBuilder();
        for (Family family : Family.values()) {
            table.append("| **")
                    .append(family)
                    .append("** | opportunistic | TLS required, nothing checked | naive sender that |\n");
            table.append("|---|---|---|---|\n");
            scenarios.stream()
                    .filter(scenario -> scenario.family() == family)
                    .forEach(scenario -> table.append(row(scenario)));
            table.append('\n');
        }
        return table.toString();
    }

    private static String row(Scenario scenario) {
        String mistakes = scenario.flaws().stream()
                .filter(flaw -> flaw != Flaw.NO_POLICIES && flaw != Flaw.NO_CHECKS)
                .sorted()
                .map(Flaw::toString)
                .collect(Collectors.joining("; "));
        return "| `%s` %s | %s | %s | %s |%n"
                .formatted(
                        scenario.id(),
                        scenario.name(),
                        cell(scenario, Flaw.NO_POLICIES),
                        cell(scenario, Flaw.NO_CHECKS),
                        mistakes.isEmpty() ? NOT_MEANT_FOR_IT : scenario.aim() + ": " + mistakes)
                .replace(System.lineSeparator(), "\n");
    }

    private static String cell(Scenario scenario, Flaw control) {
        return scenario.flaws().contains(control) ? scenario.aim().toString() : NOT_MEANT_FOR_IT;
    }
}
