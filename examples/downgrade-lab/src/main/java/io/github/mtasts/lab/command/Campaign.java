package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.run.Trial;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs scenarios against one sender, and shows each as soon as it is over. */
final class Campaign {
    private static final String ROW = "%7s  %-29s %-12s %s%n";

    private final PrintWriter out;
    private final List<Scenario> scenarios;

    Campaign(PrintWriter out, List<Scenario> scenarios) {
        this.out = out;
        this.scenarios = scenarios;
    }

    SenderResult run(SenderKind kind) throws Exception {
        List<Runner.Pair> pairs = Runner.pairs(scenarios, kind);
        out.printf("%nsender: %s%n%n" + ROW, kind.name(), "", "scenario", "verdict", "what came of it");
        int[] done = {0};
        List<Result> results;
        try (Runner runner = new Runner(kind.concurrency())) {
            results = runner.runAll(pairs, (pair, result) -> show(result, ++done[0], pairs.size()));
        }
        List<LeftOut> leftOut = scenarios.stream()
                .filter(scenario -> !Trial.applies(scenario, kind))
                .map(scenario -> leftOut(scenario, kind))
                .toList();
        leftOut.forEach(this::show);
        return result(kind, results.stream().map(Row::of).toList(), leftOut);
    }

    /** The sender is not there: nothing is run. */
    SenderResult leaveOut(SenderKind kind, String why) {
        out.printf("%nsender: %s%n%n%d scenarios are left out: %s%n", kind.name(), scenarios.size(), why);
        List<LeftOut> leftOut = scenarios.stream()
                .map(scenario ->
                        new LeftOut(scenario.id(), scenario.family().toString(), scenario.name(), "left out: " + why))
                .toList();
        return result(kind, List.of(), leftOut);
    }

    private SenderResult result(SenderKind kind, List<Row> rows, List<LeftOut> leftOut) {
        out.printf("%n%s%n", Summary.of(rows));
        return new SenderResult(
                kind.name(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), platform(), rows, leftOut);
    }

    private void show(Result result, int number, int of) {
        Scenario scenario = result.scenario();
        out.printf(ROW, number + "/" + of, scenario.id(), result.verdict(), scenario.name() + ": " + result.why());
    }

    private void show(LeftOut one) {
        out.printf(ROW, "", one.id(), "not for it", one.name() + ": " + one.why());
    }

    private static LeftOut leftOut(Scenario scenario, SenderKind kind) {
        Set<Ability> missing = new TreeSet<>(scenario.needs());
        missing.removeAll(kind.abilities());
        String why = missing.stream().map(Ability::toString).collect(Collectors.joining(", "));
        return new LeftOut(
                scenario.id(), scenario.family().toString(), scenario.name(), "it would need a sender that " + why);
    }

    private static String platform() {
        return "Java " + Runtime.version().feature() + ", " + System.getProperty("os.name");
    }
}
