package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.run.Trial;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs scenarios against one sender and prints each result as soon as it is there. */
final class Campaign {
    private final PrintWriter out;
    private final List<Scenario> scenarios;
    private final BooleanSupplier goesOn;

    /** Runs all scenarios. */
    Campaign(PrintWriter out, List<Scenario> scenarios) {
        this(out, scenarios, () -> true);
    }

    /**
     * Runs scenarios until the end, or until the run must stop.
     *
     * @param goesOn whether the next scenario can be run
     */
    Campaign(PrintWriter out, List<Scenario> scenarios, BooleanSupplier goesOn) {
        this.out = out;
        this.scenarios = scenarios;
        this.goesOn = goesOn;
    }

    SenderResult run(SenderKind kind) throws Exception {
        List<Runner.Pair> pairs = Runner.pairs(scenarios, kind);
        Progress progress = new Progress(out, kind.name(), pairs, goesOn);
        try (Runner runner = new Runner(kind.concurrency())) {
            runner.runAll(pairs, progress);
        }
        List<LeftOut> notForIt = scenarios.stream()
                .filter(scenario -> !Trial.applies(scenario, kind))
                .map(scenario -> notForIt(scenario, kind))
                .toList();
        notForIt.forEach(progress::notForIt);
        return result(
                kind,
                progress.rows(),
                Stream.concat(progress.brokenOff().stream(), notForIt.stream()).toList());
    }

    /** Prints that the sender is not available; runs nothing. */
    SenderResult leaveOut(SenderKind kind, String why) {
        out.printf("%nsender: %s%n%n%d scenarios left out: %s%n", kind.name(), scenarios.size(), why);
        return result(kind, scenario -> LeftOut.of(scenario, "left out: " + why));
    }

    /** Prints that the run broke off without a result. */
    SenderResult breakOff(SenderKind kind, String reason) {
        out.printf("%nsender: %s%n%n%d scenarios broke off: %s%n", kind.name(), scenarios.size(), reason);
        return result(kind, scenario -> LeftOut.brokenOff(scenario, reason));
    }

    private SenderResult result(SenderKind kind, Function<Scenario, LeftOut> leftOut) {
        return result(kind, List.of(), scenarios.stream().map(leftOut).toList());
    }

    private SenderResult result(SenderKind kind, List<Row> rows, List<LeftOut> leftOut) {
        SenderResult result = new SenderResult(
                kind.name(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), platform(), rows, leftOut);
        out.println();
        if (result.brokenOff() > 0) {
            out.printf("broke off, not counted: %d%n", result.brokenOff());
        }
        out.println(Summary.of(rows));
        return result;
    }

    private static LeftOut notForIt(Scenario scenario, SenderKind kind) {
        String why =
                Trial.missing(scenario, kind).stream().map(Ability::toString).collect(Collectors.joining(", "));
        return LeftOut.of(scenario, "needs a sender that " + why);
    }

    private static String platform() {
        return "Java " + Runtime.version().feature() + ", " + System.getProperty("os.name");
    }
}
