package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static io.github.mtasts.tlsrpt.store.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.faults.Fault;
import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.faults.FaultyJdbc;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.Unplanned;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The fault contract over the stores of reports. */
abstract class ReportFaultContract extends FaultContract {
    private static final Duration LEASE = Duration.ofMinutes(20);
    private static final ReportKey PLANNED = report("planned.example");

    /** Returns an empty store whose statements fail on demand. */
    abstract ReportRepository emptyStore(FaultyJdbc faults, TestClock clock) throws Exception;

    @Override
    protected Subject open() throws Exception {
        FaultyJdbc faults = new FaultyJdbc();
        TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
        return new Reports(emptyStore(faults, clock), faults, clock);
    }

    /** A store with a closed report that has a destination. */
    private static final class Reports implements Subject {
        private final ReportRepository store;
        private final FaultyJdbc faults;
        private final TestClock clock;
        private int written;

        Reports(ReportRepository store, FaultyJdbc faults, TestClock clock) {
            this.store = store;
            this.faults = faults;
            this.clock = clock;
            store.add(batch("a", 1, "planned.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
            clock.set(Instant.parse("2024-03-02T05:00:00Z"));
            assertThat(Unplanned.take(store, 10, LEASE)).containsExactly(PLANNED);
            store.plan(PLANNED, Map.of("mailto:a@example.com", clock.instant()));
            clock.set(Instant.parse("2024-03-01T12:00:00Z"));
        }

        @Override
        public void call(Call call) {
            switch (call) {
                case READ -> assertThat(store.list(Samples.DAY)).contains(PLANNED);
                case WRITE -> {
                    int number = written++;
                    String domain = "d" + number + ".example";
                    store.add(batch("b" + number, 1, domain, STS, counts(1, 0)), ReportLimits.DEFAULT);
                    assertThat(store.list(Samples.DAY)).contains(report(domain));
                }
                case CLAIM -> {
                    Instant before = clock.instant();
                    // A claim that failed in doubt is still leased.
                    clock.set(Instant.parse("2024-03-03T00:00:00Z").plus(LEASE.multipliedBy(written++)));
                    assertThat(store.takeDue(Lane.MAIL, 10, LEASE))
                            .extracting("report")
                            .contains(PLANNED);
                    clock.set(before);
                }
            }
        }

        @Override
        public void fail(Fault fault, int afterStatements) {
            faults.fail(fault, afterStatements);
        }

        @Override
        public boolean heal() {
            return faults.heal();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
