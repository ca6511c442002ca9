package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.sender.Controls;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs each attack against senders with the mistakes that it exploits. An attack that never succeeds proves nothing. */
@Command(
        name = "controls",
        mixinStandardHelpOptions = true,
        description = "Runs each attack against senders with the mistakes that it exploits.",
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.GOOD + ":each attack succeeded against each mistake that it exploits",
            ExitStatus.BAD + ":an attack did not succeed against such a mistake",
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_BROKEN
        })
final class ControlsCommand implements Callable<Integer> {
    private static final int CONCURRENCY = 6;

    @Mixin
    private Selection selection = new Selection();

    private final PrintWriter out;

    ControlsCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        List<Runner.Pair> pairs = pairs(selection.scenarios());
        ControlsTally tally = new ControlsTally(out, pairs.size());
        try (Runner runner = new Runner(CONCURRENCY)) {
            runner.runAll(pairs, tally);
        }
        return tally.end();
    }

    private static List<Runner.Pair> pairs(List<Scenario> scenarios) {
        return scenarios.stream()
                .flatMap(scenario -> scenario.flaws().stream()
                        .sorted()
                        .map((Flaw flaw) -> new Runner.Pair(scenario, Controls.with(flaw))))
                .toList();
    }
}
