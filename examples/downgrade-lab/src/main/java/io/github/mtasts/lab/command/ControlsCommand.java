package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.sender.Controls;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs each attack against the senders that make the mistakes it lives on: one that succeeds nowhere proves nothing. */
@Command(
        name = "controls",
        mixinStandardHelpOptions = true,
        description = "Runs each attack against senders that make the mistakes it lives on.%n"
                + "Exit status 1 when an attack succeeds against none of them, and so proves nothing.")
final class ControlsCommand implements Callable<Integer> {
    private static final int CONCURRENCY = 6;

    @Option(names = "--only", split = ",", description = "scenarios whose id starts so", paramLabel = "ID")
    private List<String> only = List.of("");

    private final PrintWriter out;

    ControlsCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        List<Runner.Pair> pairs = pairs(Catalogue.startingWith(only));
        Map<String, Map<String, Verdict>> verdicts = new TreeMap<>();
        int[] done = {0};
        try (Runner runner = new Runner(CONCURRENCY)) {
            runner.runAll(pairs, (pair, result) -> {
                out.printf(
                        "%3d/%d  %-29s %-12s %s%n",
                        ++done[0],
                        pairs.size(),
                        pair.scenario().id(),
                        result.verdict(),
                        pair.kind().name());
                verdicts.computeIfAbsent(pair.scenario().id(), id -> new TreeMap<>())
                        .put(pair.kind().name(), result.verdict());
            });
        }
        return show(verdicts);
    }

    private static List<Runner.Pair> pairs(List<Scenario> scenarios) {
        return scenarios.stream()
                .flatMap(scenario -> scenario.flaws().stream()
                        .sorted()
                        .map((Flaw flaw) -> new Runner.Pair(scenario, Controls.with(flaw))))
                .toList();
    }

    private int show(Map<String, Map<String, Verdict>> verdicts) {
        List<String> inVain = verdicts.entrySet().stream()
                .filter(one -> one.getValue().values().stream().allMatch(verdict -> verdict == Verdict.SAFE))
                .map(Map.Entry::getKey)
                .toList();
        out.println();
        inVain.forEach(id -> out.println(id + " succeeded against no control: it proves nothing"));
        Map<Verdict, Long> counts = verdicts.values().stream()
                .flatMap(one -> one.values().stream())
                .collect(Collectors.groupingBy(verdict -> verdict, TreeMap::new, Collectors.counting()));
        String counted = counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", "));
        out.printf(
                "%d attacks: %d succeed against at least one control; controls: %s%n",
                verdicts.size(), verdicts.size() - inVain.size(), counted);
        return inVain.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
