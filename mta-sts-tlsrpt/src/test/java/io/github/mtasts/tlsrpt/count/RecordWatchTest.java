package io.github.mtasts.tlsrpt.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.count.RecordWatch.Answer;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups run on the calling thread here. */
class RecordWatchTest {
    private final TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
    private final Map<PolicyDomain, Integer> lookups = new HashMap<>();
    private final Set<PolicyDomain> unwanted = new HashSet<>();
    private final List<String> seen = new ArrayList<>();

    private RecordWatch watch(TlsRptDiscoveryResult result) {
        return new RecordWatch(
                domain -> {
                    lookups.merge(domain, 1, Integer::sum);
                    return result;
                },
                Runnable::run,
                clock,
                new Seen());
    }

    private final class Seen implements RecordWatch.Listener {
        @Override
        public void found(PolicyDomain domain, Set<String> destinations) {
            seen.add(domain + " " + destinations);
        }

        @Override
        public void unwanted(PolicyDomain domain) {
            unwanted.add(domain);
        }
    }

    private static PolicyDomain domain(int i) {
        return PolicyDomain.of("d" + i + ".example");
    }

    @Test
    void theNumberOfKnownDomainsIsBounded() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.Absent(Duration.ofHours(1)));
        for (int i = 0; i <= RecordWatch.MAX_DOMAINS; i++) {
            watch.ask(domain(i));
        }
        assertThat(watch.ask(domain(1))).as("kept").isEqualTo(Answer.UNWANTED);
        assertThat(watch.ask(domain(0))).as("forgotten, and looked up again").isEqualTo(Answer.UNKNOWN);
        assertThat(lookups).containsEntry(domain(0), 2).containsEntry(domain(1), 1);
    }

    /** An invalid record counts as none (D18). */
    @Test
    void anInvalidRecordAsksForNoReports() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.Invalid("no rua", Duration.ofHours(1)));
        watch.ask(domain(1));
        assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNWANTED);
        assertThat(unwanted).containsExactly(domain(1));
    }

    @Test
    void aFailedLookUpIsRepeatedAfterAMinute() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.TemporaryFailure("timeout"));
        for (int i = 0; i < 3; i++) {
            assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNKNOWN);
        }
        assertThat(lookups).containsEntry(domain(1), 1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNKNOWN);
        assertThat(lookups).containsEntry(domain(1), 2);
        assertThat(unwanted).isEmpty();
    }

    private static TlsRptDiscoveryResult.Found found(Duration ttl) {
        ReportDestination destination =
                ReportDestination.parse("mailto:a@example.com").orElseThrow();
        return new TlsRptDiscoveryResult.Found(new TlsRptRecord(List.of(destination), List.of()), ttl);
    }

    @ParameterizedTest
    @CsvSource({"1, 300", "300, 300", "301, 301", "3600, 3600", "86400, 3600"})
    void anAnswerIsKeptForItsTtlBetweenFiveMinutesAndAnHour(long ttl, long kept) {
        for (TlsRptDiscoveryResult result :
                List.of(found(Duration.ofSeconds(ttl)), new TlsRptDiscoveryResult.Absent(Duration.ofSeconds(ttl)))) {
            RecordWatch watch = watch(result);
            Answer answer = result instanceof TlsRptDiscoveryResult.Found ? Answer.WANTED : Answer.UNWANTED;
            watch.ask(domain(1));
            clock.advance(Duration.ofSeconds(kept).minusMillis(1));
            assertThat(watch.ask(domain(1))).isEqualTo(answer);
            assertThat(watch.answer(domain(1))).isEqualTo(answer);
            clock.advance(Duration.ofMillis(1));
            assertThat(watch.answer(domain(1))).isEqualTo(Answer.UNKNOWN);
            assertThat(watch.destinations(domain(1))).isEmpty();
        }
    }

    /** It would be kept for as long as the clock was ahead. */
    @Test
    void anAnswerDoesNotLiveLongerBecauseTheClockWasSetBack() {
        RecordWatch watch = watch(found(Duration.ofHours(1)));
        watch.ask(domain(1));
        assertThat(watch.answer(domain(1))).isEqualTo(Answer.WANTED);
        clock.advance(Duration.ofMillis(-1));
        assertThat(watch.answer(domain(1))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void onlyADomainThatAsksHasDestinations() {
        RecordWatch wanted = watch(found(Duration.ofHours(1)));
        assertThat(wanted.destinations(domain(1))).isEmpty();
        wanted.ask(domain(1));
        assertThat(wanted.destinations(domain(1))).containsExactly("mailto:a@example.com");
        assertThat(seen).containsExactly("d1.example [mailto:a@example.com]");
        RecordWatch unwanted = watch(new TlsRptDiscoveryResult.Absent(Duration.ofHours(1)));
        unwanted.ask(domain(1));
        assertThat(unwanted.destinations(domain(1))).isEmpty();
    }

    @Test
    void askingForTheAnswerStartsNoLookUp() {
        RecordWatch watch = watch(found(Duration.ofHours(1)));
        assertThat(watch.answer(domain(1))).isEqualTo(Answer.UNKNOWN);
        assertThat(lookups).isEmpty();
    }

    @Test
    void theStoreIsKnownToHoldNothingOnTheDayThatWasConfirmed() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.Absent(Duration.ofHours(1)));
        watch.confirm(domain(1), 7);
        assertThat(watch.isConfirmed(domain(1), 7)).as("not looked up").isFalse();
        watch.ask(domain(1));
        assertThat(watch.isConfirmed(domain(1), 7)).isFalse();
        watch.confirm(domain(1), 7);
        assertThat(watch.isConfirmed(domain(1), 7)).isTrue();
        assertThat(watch.isConfirmed(domain(1), 8)).isFalse();
        assertThat(watch.answer(domain(1))).isEqualTo(Answer.UNWANTED);
        RecordWatch wanted = watch(found(Duration.ofHours(1)));
        wanted.ask(domain(1));
        wanted.confirm(domain(1), 7);
        assertThat(wanted.isConfirmed(domain(1), 7)).isFalse();
        assertThat(wanted.answer(domain(1))).isEqualTo(Answer.WANTED);
    }

    /** An executor with room for some look-ups, which the test runs. */
    private static final class Some implements Executor {
        private final Deque<Runnable> work = new ArrayDeque<>();
        private int room;
        private boolean isOutOfThreads;

        @Override
        public void execute(Runnable task) {
            if (room == 0 && isOutOfThreads) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            if (room == 0) {
                throw new RejectedExecutionException("full");
            }
            room--;
            work.add(task);
        }

        void run(int number) {
            for (int i = 0; i < number; i++) {
                work.remove().run();
            }
        }
    }

    private RecordWatch watch(Executor executor) {
        return new RecordWatch(
                domain -> {
                    lookups.merge(domain, 1, Integer::sum);
                    return found(Duration.ofHours(1));
                },
                executor,
                clock,
                new Seen());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lookUpsThatTheExecutorRefusesWaitForRoomInTheirOrder(boolean isOutOfThreads) {
        Some executor = new Some();
        executor.isOutOfThreads = isOutOfThreads;
        RecordWatch watch = watch(executor);
        executor.room = 1;
        for (int i = 0; i < 3; i++) {
            watch.ask(domain(i));
            watch.ask(domain(i));
        }
        executor.run(1);
        assertThat(lookups).containsOnlyKeys(domain(0));
        watch.startWaiting();
        assertThat(executor.work).isEmpty();
        executor.room = 1;
        watch.startWaiting();
        executor.run(1);
        assertThat(lookups).containsOnlyKeys(domain(0), domain(1));
        executor.room = 9;
        watch.startWaiting();
        executor.run(1);
        assertThat(executor.work).isEmpty();
        assertThat(lookups).hasSize(3).containsEntry(domain(2), 1);
    }

    @Test
    void theNumberOfWaitingLookUpsIsBoundedAndTheRestIsAskedAgain() {
        Some executor = new Some();
        RecordWatch watch = watch(executor);
        for (int i = 0; i <= RecordWatch.MAX_WAITING; i++) {
            watch.ask(domain(i));
        }
        executor.room = 1;
        watch.ask(domain(0)); // waits already
        assertThat(executor.work).isEmpty();
        watch.ask(domain(RecordWatch.MAX_WAITING));
        executor.run(1);
        assertThat(lookups).containsOnlyKeys(domain(RecordWatch.MAX_WAITING));
    }

    @Test
    void aLookUpThatThrowsIsRepeatedAfterAMinute() {
        RecordWatch watch = new RecordWatch(
                domain -> {
                    lookups.merge(domain, 1, Integer::sum);
                    throw new IllegalStateException("the test");
                },
                Runnable::run,
                clock,
                new Seen());
        watch.ask(domain(1));
        watch.ask(domain(1));
        assertThat(lookups).containsEntry(domain(1), 1);
        clock.advance(Duration.ofMinutes(1));
        watch.ask(domain(1));
        assertThat(lookups).containsEntry(domain(1), 2);
    }
}
