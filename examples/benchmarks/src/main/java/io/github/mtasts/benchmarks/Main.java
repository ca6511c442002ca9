package io.github.mtasts.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the program named by its argument: {@code all}, {@code smoke} (seconds; the figures mean nothing), {@code cold}, {@code
 * sessions}, {@code mail}, {@code memory}, {@code restart}, {@code stores}, {@code refresh}, {@code reports}, {@code asking}, {@code holes},
 * {@code inbox}, {@code publish}, {@code maps}, {@code dane}, or one benchmark class such as {@code Decision}.
 */
public final class Main {
    private static final String PACKAGE = "io.github.mtasts.benchmarks.";

    private Main() {}

    /**
     * Runs one program.
     *
     * @param args the name of the program; none means {@code all}
     * @throws Exception when a benchmark fails
     */
    public static void main(String[] args) throws Exception {
        String what = args.length == 0 ? "all" : args[0];
        switch (what) {
            case "all" -> report(run(options("")));
            case "smoke" -> {
                report(run(smoke()));
                ColdResolution.run(20, 4, 1);
                Sessions.run(10, 40, 1);
                MailRate.run(10, 40, 1);
                MemoryPerDomain.run(10_000);
                FirstLookup.run(2_000, 100);
                StoreWrites.run(1_000, 1);
                Refresh.run(20, 4);
                Reports.run(100, 1, 2_000, 500);
                Inbox.run(100, 10);
                PolicyRequests.run(4, 100, 1);
                AskingDomains.run(2_000, 40);
                BlackHoles.run(50, 10);
                DaneLookups.run(20, 4, 1);
                MapRequests.run(4, 20, 100, 1);
            }
            case "cold" -> ColdResolution.run(1_000, 16, 5);
            case "sessions" -> Sessions.run(400, 4_000, 7);
            case "mail" -> MailRate.run(200, 2_000, 7);
            case "memory" -> MemoryPerDomain.run(1_000_000);
            case "restart" -> FirstLookup.run(1_000_000, 2_000);
            case "stores" -> StoreWrites.run(20_000, 5);
            case "refresh" -> Refresh.run(10_000, 16);
            case "reports" -> Reports.run(10_000, 10, 1_000_000, 100_000);
            case "asking" -> AskingDomains.run(1_000_000, 7_200);
            case "holes" -> BlackHoles.run(10_000, 1_000);
            case "dane" -> DaneLookups.run(1_000, 16, 5);
            case "inbox" -> Inbox.run(10_000, 200);
            case "maps" -> MapRequests.run(16, 300, 50_000, 6);
            case MapRequests.INSIDE -> MapRequests.inside(List.of(args).subList(1, args.length));
            case "publish" -> PolicyRequests.run(32, 200_000, 6);
            default -> report(run(options(what)));
        }
    }

    private static ChainedOptionsBuilder options(String benchmark) {
        return new OptionsBuilder()
                .include(PACKAGE.replace(".", "\\.") + benchmark)
                .addProfiler(GCProfiler.class)
                .forks(2)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1));
    }

    /** Runs each benchmark briefly in this process, to show that it works. */
    static ChainedOptionsBuilder smoke() {
        return options("")
                .param("domains", "1", "1000")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .shouldFailOnError(true);
    }

    static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }

    /** Prints each benchmark beside the baseline of the same class and size. */
    private static void report(Collection<RunResult> results) {
        System.out.printf("%n%-28s %9s %10s %10s %12s%n", "benchmark", "domains", "ns/op", "B/op", "x baseline");
        for (RunResult result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %9s %10.1f %10.1f %12s%n",
                    name(result),
                    size(result),
                    time(result),
                    octets(result),
                    isBaseline(result) ? "baseline" : ratio(result, results));
        }
    }

    private static String ratio(RunResult result, Collection<RunResult> results) {
        List<String> ratios = new ArrayList<>();
        for (RunResult other : results) {
            boolean sameRow = type(other).equals(type(result)) && size(other).equals(size(result));
            if (sameRow && isBaseline(other)) {
                ratios.add(String.format(Locale.ROOT, "%.2f", time(result) / time(other)));
            }
        }
        return String.join(" ", ratios);
    }

    private static String name(RunResult result) {
        return result.getParams().getBenchmark().substring(PACKAGE.length());
    }

    private static String type(RunResult result) {
        return name(result).substring(0, name(result).indexOf('.'));
    }

    private static boolean isBaseline(RunResult result) {
        return name(result).contains(".baseline");
    }

    private static String size(RunResult result) {
        String domains = result.getParams().getParam("domains");
        return domains == null ? "" : domains;
    }

    private static double time(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double octets(RunResult result) {
        Result<?> octets = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return octets == null ? Double.NaN : octets.getScore();
    }
}
