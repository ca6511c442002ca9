package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Prints each trial as a row of the table as soon as it has ended, and keeps the results. */
final class Progress implements Runner.Listener {
    private final Table table;
    private final List<Runner.Pair> pairs;
    private final BooleanSupplier goesOn;
    private final List<Row> rows = new ArrayList<>();
    private final List<LeftOut> brokenOff = new ArrayList<>();

    /** Prints the head of the table. */
    Progress(PrintWriter out, String sender, List<Runner.Pair> pairs, BooleanSupplier goesOn) {
        this.table = new Table(out);
        this.pairs = pairs;
        this.goesOn = goesOn;
        out.printf("%nsender: %s%n%n", sender);
        table.row("", "scenario", "verdict", "reason");
    }

    @Override
    public void over(Runner.Pair pair, Result result) {
        rows.add(Row.of(result));
        boolean safe = result.verdict() == Verdict.SAFE;
        show(pair, result.verdict().toString(), safe ? firstClause(result.why()) : result.why());
    }

    /** Keeps the row of a safe sender on one line; the names in its reports are in the result file. */
    private static String firstClause(String why) {
        int end = why.indexOf(';');
        return end < 0 ? why : why.substring(0, end);
    }

    @Override
    public void brokeOff(Runner.Pair pair, IllegalStateException why) {
        String reason = Errors.reasonOfBreakingOff(why);
        brokenOff.add(LeftOut.brokenOff(pair.scenario(), reason));
        show(pair, "broke off", reason);
    }

    @Override
    public boolean goesOn() {
        return goesOn.getAsBoolean();
    }

    void notForIt(LeftOut one) {
        table.row("", one.id(), "not for it", one.why());
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The scenarios that broke off, and those that never began. */
    List<LeftOut> brokenOff() {
        List<LeftOut> all = new ArrayList<>(brokenOff);
        pairs.stream()
                .skip(rows.size() + (long) brokenOff.size())
                .map(pair -> LeftOut.brokenOff(pair.scenario(), "the run ended before its turn"))
                .forEach(all::add);
        return all;
    }

    private void show(Runner.Pair pair, String verdict, String why) {
        int number = rows.size() + brokenOff.size();
        table.row(number + "/" + pairs.size(), pair.scenario().id(), verdict, why);
    }
}
