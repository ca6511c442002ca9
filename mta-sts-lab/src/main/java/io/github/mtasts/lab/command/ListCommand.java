package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Family;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the catalogue. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Prints the attacks, step by step.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private Selection selection = new Selection();

    private final PrintWriter out;

    ListCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Family family = null;
        for (Scenario scenario : selection.scenarios()) {
            if (scenario.family() != family) {
                family = scenario.family();
                out.printf("%n# %s%n", family);
            }
            show(scenario);
        }
        return ExitStatus.GOOD;
    }

    private void show(Scenario scenario) {
        out.printf("%n%s: %s%n", scenario.id(), scenario.name());
        out.printf("  attacker (%s): %s%n", scenario.attacker(), scenario.power());
        scenario.steps().forEach(step -> out.printf("  - %s%n", step.what()));
        out.printf("  a safe sender must: %s%n", scenario.expectation());
        scenario.reported().forEach(oneOf -> out.printf("  and report: %s%n", String.join(" or ", oneOf)));
        out.printf("  the attack aims at: %s%n", scenario.aim());
        out.printf(
                "  it exploits: %s%n",
                scenario.flaws().stream().sorted().map(Flaw::toString).collect(Collectors.joining("; ")));
        out.printf("  exercises: %s%n", String.join(", ", scenario.requirements()));
    }
}
