package io.github.mtasts.tlsrpt.submit.internal;

import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportMessage;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that do not answer hold up no others. */
class QueuesTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2024-03-02T05:00:00Z");
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int HOLES = 300;
    private static final int GOOD = 20;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(NOON);
    private final Semaphore delivered = new Semaphore(0);
    private final Semaphore failed = new Semaphore(0);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger mostWaiting = new AtomicInteger();
    private final Map<String, Duration> limits = new ConcurrentHashMap<>();

    /** Holes answer with a time-out when the test lets them. */
    private final class Network implements ReportTransport {
        @Override
        public boolean serves(ReportDestination destination) {
            return true;
        }

        @Override
        public SubmissionResult send(ReportFile file, ReportDestination destination, Duration limit) {
            limits.put(destination.uri(), limit);
            if (destination.uri().startsWith("https://good")) {
                return new SubmissionResult.Accepted();
            }
            int now = waiting.incrementAndGet();
            mostWaiting.accumulateAndGet(now, Math::max);
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                waiting.decrementAndGet();
            }
            return new SubmissionResult.TryLater("timeout", Duration.ZERO, true);
        }
    }

    private final class Results implements ReportingListener {
        @Override
        public void delivered(PolicyDomain domain, LocalDate day, String destination) {
            delivered.release();
        }

        @Override
        public void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {
            failed.release();
            throw new IllegalStateException("a faulty listener"); // and it stops nothing
        }
    }

    private static TxtAnswer record(String name) {
        String domain = name.substring("_smtp._tls.".length());
        return new TxtAnswer.Records(List.of("v=TLSRPTv1; rua=https://" + domain + "/in"), Duration.ofHours(1));
    }

    private void await(ReportSubmitter submitter, Semaphore events, int number) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!events.tryAcquire(number, 20, TimeUnit.MILLISECONDS)) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            submitter.submitDue();
        }
    }

    private interface Body {
        void run(ReportRepository store, SessionCounter counter, ReportSubmitter submitter) throws InterruptedException;
    }

    /**
     * Runs a test.
     *
     * @param counting the look-ups of the day
     * @param planning the look-ups after it
     */
    private void run(TxtResolver counting, TxtResolver planning, Body body) throws InterruptedException {
        ClosingGate gate = new ClosingGate(ClockWatch.trusting(clock), false);
        Reporter reporter = Reporter.of("Sender", "tls@sender.example");
        try (ReportRepository store = (ReportRepository) SqliteReportStore.builder(folder.resolve("reports.db"))
                        .clock(clock)
                        .open();
                ReportSubmitter submitter = new ReportSubmitter(
                        store,
                        new ReportWriter(reporter, AdditionalInformation.NONE, 10_000_000),
                        new TlsRptDiscovery(planning),
                        new SignedMail(new ReportMessage(reporter, clock), null),
                        new Network(),
                        new SubmissionChoices(Set.of(), Duration.ofDays(7), 1_000, true, LONG, SHORT),
                        clock,
                        gate,
                        ReportingEvents.on(Runnable::run, new Results()))) {
            SessionCounter counter = new SessionCounter(
                    store,
                    ReportLimits.DEFAULT,
                    clock,
                    domain -> false,
                    new TlsRptDiscovery(counting)::discover,
                    Runnable::run,
                    ReportingEvents.unheard(),
                    gate,
                    null);
            body.run(store, counter, submitter);
        }
    }

    @Test
    void hostsThatDoNotAnswerHaveAQuarterOfTheSlotsAndThenASlowQueue() throws InterruptedException {
        run(QueuesTest::record, QueuesTest::record, (store, counter, submitter) -> {
            for (int i = 0; i < HOLES; i++) {
                counter.onOutcome(outcome("hole" + i + ".example", NOON, none("hole" + i + ".example")));
            }
            for (int i = 0; i < GOOD; i++) {
                counter.onOutcome(outcome("good" + i + ".example", NOON, none("good" + i + ".example")));
                store.move("good" + i + ".example", Lane.KNOWN);
            }
            counter.flush();
            clock.set(NEXT_DAY);
            await(submitter, delivered, GOOD);
            assertThat(mostWaiting.get()).isBetween(1, 160);
            assertThat(limits).containsEntry("https://good1.example/in", LONG);
            answers.countDown();
            await(submitter, failed, HOLES);
            assertThat(mostWaiting.get()).isLessThanOrEqualTo(160);
            assertThat(limits).hasSize(HOLES + GOOD).containsEntry("https://hole1.example/in", SHORT);
            clock.advance(Duration.ofMinutes(5));
            counter.flush();
            await(submitter, failed, HOLES);
            assertThat(limits).containsEntry("https://hole1.example/in", LONG);
        });
    }

    /** Name servers of domains named hole: they answer nothing until the test lets them, and then it is a failure. */
    private static final class NameServers implements TxtResolver {
        private final CountDownLatch first = new CountDownLatch(1);
        private final Set<String> asked = ConcurrentHashMap.newKeySet();
        private final CountDownLatch again = new CountDownLatch(1);

        @Override
        public TxtAnswer txt(String name) {
            if (name.startsWith("_smtp._tls.good")) {
                return record(name);
            }
            try {
                (asked.add(name) ? first : again).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new TxtAnswer.Failed("no answer", LookupFault.RESOLVERS);
        }
    }

    private void count(SessionCounter counter) {
        for (int i = 0; i < HOLES; i++) {
            counter.onOutcome(outcome("hole" + i + ".example", NOON, none("hole" + i + ".example")));
        }
        for (int i = 0; i < GOOD; i++) {
            counter.onOutcome(outcome("good" + i + ".example", NOON, none("good" + i + ".example")));
        }
        counter.flush();
        clock.set(NEXT_DAY);
    }

    @Test
    void nameServersThatAnsweredNothingAllDayHoldUpNoOtherReport() throws InterruptedException {
        TxtResolver counting = name -> name.startsWith("_smtp._tls.good")
                ? record(name)
                : new TxtAnswer.Failed("no answer", LookupFault.RESOLVERS);
        NameServers servers = new NameServers();
        run(counting, servers, (store, counter, submitter) -> {
            count(counter);
            await(submitter, delivered, GOOD);
            servers.first.countDown();
            servers.again.countDown();
            await(submitter, failed, HOLES);
        });
    }

    @Test
    void nameServersThatHaveStoppedAnsweringHoldUpNoOtherReportTwice() throws InterruptedException {
        NameServers servers = new NameServers();
        run(QueuesTest::record, servers, (store, counter, submitter) -> {
            count(counter);
            servers.first.countDown();
            await(submitter, failed, HOLES);
            await(submitter, delivered, GOOD);
            clock.set(NOON.plus(Duration.ofDays(1)));
            for (int i = 0; i < GOOD; i++) {
                counter.onOutcome(outcome("good" + i + ".example", clock.instant(), none("good" + i + ".example")));
            }
            counter.flush();
            clock.set(NEXT_DAY.plus(Duration.ofDays(1)));
            await(submitter, delivered, GOOD);
            servers.again.countDown();
            await(submitter, failed, HOLES);
        });
    }
}
