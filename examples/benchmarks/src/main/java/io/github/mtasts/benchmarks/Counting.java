package io.github.mtasts.benchmarks;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * The cost of counting for the delivering thread, while another thread collects the counts twice a second. Baseline: a
 * {@code LongAdder} in a {@code ConcurrentHashMap} with the same key.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class Counting {
    /** The position of one thread in the list of domains. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        int next(int size) {
            next = next + 1 >= size ? 0 : next + 1;
            return next;
        }
    }

    /** The number of counted domains. */
    @Param({"1000"})
    int domains;

    private DeliveryOutcome[] successes = {};
    private DeliveryOutcome[] failures = {};
    private final ConcurrentHashMap<PolicyDomain, LongAdder> adders = new ConcurrentHashMap<>();
    private final SessionCounter counter = new SessionCounter(
            NoReports.repository(),
            ReportLimits.DEFAULT,
            Clock.systemUTC(),
            domain -> false,
            NoReports::asks,
            Runnable::run,
            ReportingEvents.unheard(),
            new ClosingGate(ClockWatch.trusting(Clock.systemUTC()), false),
            null);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    /** Makes the outcomes. */
    @Setup(Level.Trial)
    public void fill() {
        successes = new DeliveryOutcome[domains];
        failures = new DeliveryOutcome[domains];
        for (int i = 0; i < domains; i++) {
            successes[i] = SessionOutcomes.success(i);
            failures[i] = SessionOutcomes.failure(i, i % 5);
            adders.put(successes[i].domain(), new LongAdder());
        }
        var unused = timer.scheduleWithFixedDelay(counter::flush, 500, 500, TimeUnit.MILLISECONDS);
    }

    /** Stops the collecting thread. */
    @TearDown(Level.Trial)
    public void stop() {
        timer.shutdownNow();
    }

    /** A session that complied, one thread. */
    @Benchmark
    @Threads(1)
    public void success(Position position) {
        counter.onOutcome(successes[position.next(domains)]);
    }

    /** A session that complied, two threads. */
    @Benchmark
    @Threads(2)
    public void successTwoThreads(Position position) {
        counter.onOutcome(successes[position.next(domains)]);
    }

    /** A session that failed, with its details. */
    @Benchmark
    @Threads(1)
    public void failure(Position position) {
        counter.onOutcome(failures[position.next(domains)]);
    }

    /** The baseline, one thread. */
    @Benchmark
    @Threads(1)
    public void baselineAdder(Position position) {
        Objects.requireNonNull(adders.get(successes[position.next(domains)].domain()))
                .increment();
    }

    /** The baseline, two threads. */
    @Benchmark
    @Threads(2)
    public void baselineAdderTwoThreads(Position position) {
        Objects.requireNonNull(adders.get(successes[position.next(domains)].domain()))
                .increment();
    }
}
