package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Shows each trial as a row as soon as it is over, and keeps what came of it. */
final class Progress implements Runner.Listener {
    private static final String ROW = "%7s  %-29s %-12s %s%n";

    private final PrintWriter out;
    private final List<Runner.Pair> pairs;
    private final BooleanSupplier goesOn;
    private final List<Row> rows = new ArrayList<>();
    private final List<LeftOut> brokenOff = new ArrayList<>();

    /** Shows what is above the rows. */
    Progress(PrintWriter out, String sender, List<Runner.Pair> pairs, BooleanSupplier goesOn) {
        this.out = out;
        this.pairs = pairs;
        this.goesOn = goesOn;
        out.printf("%nsender: %s%n%n" + ROW, sender, "", "scenario", "verdict", "what came of it");
    }

    @Override
    public void over(Runner.Pair pair, Result result) {
        rows.add(Row.of(result));
        show(pair.scenario(), result.verdict().toString(), result.why());
    }

    @Override
    public void brokeOff(Runner.Pair pair, IllegalStateException why) {
        String reason = Errors.reasonOfBreakingOff(why);
        brokenOff.add(LeftOut.brokenOff(pair.scenario(), reason));
        show(pair.scenario(), "broke off", reason);
    }

    @Override
    public boolean goesOn() {
        return goesOn.getAsBoolean();
    }

    void notForIt(LeftOut one) {
        out.printf(ROW, "", one.id(), "not for it", one.name() + ": " + one.why());
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Those that broke off, and those that were never begun. */
    List<LeftOut> brokenOff() {
        List<LeftOut> all = new ArrayList<>(brokenOff);
        pairs.stream()
                .skip(rows.size() + (long) brokenOff.size())
                .map(pair -> LeftOut.brokenOff(pair.scenario(), "the run ended before its turn"))
                .forEach(all::add);
        return all;
    }

    private void show(Scenario scenario, String verdict, String why) {
        int number = rows.size() + brokenOff.size();
        out.printf(ROW, number + "/" + pairs.size(), scenario.id(), verdict, scenario.name() + ": " + why);
    }
}
