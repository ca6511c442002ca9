package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.catalogue.Step;
import io.github.mtasts.lab.scenario.Evidence;
import io.github.mtasts.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs one scenario against one sender. */
public final class Trial {
    private static final Duration A_WHILE = Duration.ofHours(2);
    /** Reports go out within four hours of midnight UTC. */
    private static final Duration PAST_THE_NEXT_MORNING = Duration.ofHours(29);

    private Trial() {}

    /**
     * Whether a scenario applies to a sender.
     *
     * @param scenario the scenario
     * @param kind the sender
     * @return false if the sender lacks an ability that the scenario needs
     */
    public static boolean applies(Scenario scenario, SenderKind kind) {
        return missing(scenario, kind).isEmpty();
    }

    /**
     * The abilities that a scenario needs and a sender lacks.
     *
     * @param scenario the scenario
     * @param kind the sender
     * @return abilities, in their order
     */
    public static Set<Ability> missing(Scenario scenario, SenderKind kind) {
        Set<Ability> missing = new TreeSet<>(scenario.needs());
        missing.removeAll(kind.abilities());
        return missing;
    }

    /**
     * Runs a scenario to its end.
     *
     * @param scenario the scenario
     * @param kind the sender
     * @return the result
     * @throws IllegalStateException if the lab or the sender failed; there is no verdict then
     */
    public static Result run(Scenario scenario, SenderKind kind) {
        try {
            return play(scenario, kind);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "scenario " + scenario.id() + " broke off against the sender " + kind.name() + ": " + e, e);
        }
    }

    private static Result play(Scenario scenario, SenderKind kind) throws Exception {
        Path folder = Files.createTempDirectory("downgrade-lab-");
        try (ScenarioContext context =
                new ScenarioContext(kind, folder, scenario.needs().contains(Ability.DANE))) {
            for (Step step : scenario.steps()) {
                step.action().run(context);
                context.write(step.what());
            }
            Evidence during = context.evidence();
            context.heal();
            context.retryAfter(A_WHILE);
            context.write("the attack ends; two hours later the queue is run");
            Evidence after = context.evidence();
            if (context.can(Ability.REPORTS)) {
                context.later(PAST_THE_NEXT_MORNING);
                context.submitReports();
                context.write("on the next morning TLS reports are due");
            }
            Judge.Judgement judgement = Judge.judge(scenario, context, during, after);
            return new Result(
                    scenario,
                    judgement.verdict(),
                    judgement.why(),
                    context.trace(),
                    context.reports().texts());
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
