package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints each attack against a control as soon as it has ended, and at the end the attacks that failed. */
final class ControlsTally implements Runner.Listener {
    private final PrintWriter out;
    private final int total;
    private final Map<Verdict, Integer> verdicts = new TreeMap<>();
    private final Set<Scenario> attacks = new LinkedHashSet<>();
    private final Set<Scenario> succeeded = new LinkedHashSet<>();
    private final List<String> missed = new ArrayList<>();
    private final List<String> brokenOff = new ArrayList<>();
    private int done;

    ControlsTally(PrintWriter out, int total) {
        this.out = out;
        this.total = total;
    }

    @Override
    public void over(Runner.Pair pair, Result result) {
        show(pair, result.verdict().toString());
        verdicts.merge(result.verdict(), 1, Integer::sum);
        if (result.verdict() == pair.scenario().aim()) {
            succeeded.add(pair.scenario());
        } else {
            missed.add(name(pair) + ": " + result.verdict() + " in place of "
                    + pair.scenario().aim() + ": " + result.why());
        }
    }

    @Override
    public void brokeOff(Runner.Pair pair, IllegalStateException why) {
        show(pair, "broke off");
        brokenOff.add(name(pair) + " broke off: " + Errors.reasonOfBreakingOff(why));
    }

    private void show(Runner.Pair pair, String verdict) {
        attacks.add(pair.scenario());
        out.printf(
                "%3d/%d  %-29s %-12s %s%n",
                ++done, total, pair.scenario().id(), verdict, pair.kind().name());
    }

    private static String name(Runner.Pair pair) {
        return pair.scenario().id() + " against " + pair.kind().name();
    }

    /** Prints the summary and returns the exit status: an attack that failed counts more than one that broke off. */
    int end() {
        out.println();
        missed.forEach(out::println);
        brokenOff.forEach(out::println);
        attacks.stream()
                .filter(attack -> !succeeded.contains(attack))
                .forEach(attack -> out.println(attack.id() + " succeeded against no control"));
        String counted = verdicts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", "));
        if (!brokenOff.isEmpty()) {
            out.printf("broke off, not counted: %d%n", brokenOff.size());
        }
        out.printf(
                "%d attacks: %d succeeded against at least one control; verdicts: %s%n",
                attacks.size(), succeeded.size(), counted);
        if (!missed.isEmpty()) {
            return ExitStatus.BAD;
        }
        return brokenOff.isEmpty() ? ExitStatus.GOOD : ExitStatus.BROKEN;
    }
}
