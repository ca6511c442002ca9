package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.trust.internal.RevocationAnswers.Lookup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The answers of certificate authorities, and the requests that fail. */
class RevocationAnswersTest {
    private static final Lookup LOOKUP = new Lookup("crl a", "crl a of b", "ca.test");
    private static final byte[] GOOD = {1};

    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void aRequestThatHadTooLittleTimeIsNotHeldAgainstTheAuthority() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ofHours(1));
        assertThatThrownBy(() -> ask(answers, within(Duration.ofMillis(50)), this::silent))
                .isInstanceOf(OwnFaultException.class);

        assertThat(ask(answers, within(Duration.ofMinutes(2)), limit -> Optional.of(GOOD)))
                .as("another connection, at once")
                .isEqualTo(RevocationState.GOOD);
    }

    @Test
    void anAuthorityThatWasSilentForItsTimeIsNotAskedAgainAtOnce() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        while (requests.get() == 0) {
            askUntilSent(answers);
        }

        assertThat(ask(answers, within(Duration.ofMinutes(2)), limit -> Optional.of(GOOD)))
                .isEqualTo(RevocationState.UNKNOWN);
        assertThat(requests).hasValue(1);
    }

    @Test
    void anAuthorityThatFailsQuicklyIsNotAskedAgainAtOnceHoweverLittleTimeThereWas() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ofHours(1));
        assertThat(ask(answers, within(Duration.ofMinutes(2)), limit -> Optional.empty()))
                .isEqualTo(RevocationState.UNKNOWN);

        assertThat(ask(answers, within(Duration.ofMinutes(2)), limit -> Optional.of(GOOD)))
                .isEqualTo(RevocationState.UNKNOWN);
    }

    @Test
    void withoutTimeNobodyIsAsked() {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        assertThatThrownBy(() -> ask(answers, System.nanoTime(), this::silent)).isInstanceOf(OwnFaultException.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aRequestHasTheTimeThatIsLeft() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        ask(answers, within(Duration.ofMinutes(2)), limit -> {
            assertThat(limit).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(2));
            return Optional.of(GOOD);
        });
    }

    @Test
    void aFaultOfOurOwnPausesForSecondsOnlyAndIsToldToEverybody() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ask(answers, within(Duration.ofMinutes(2)), limit -> {
                        requests.incrementAndGet();
                        throw new OwnFaultException("the resolvers do not answer");
                    }))
                    .isInstanceOf(OwnFaultException.class)
                    .hasMessage("the resolvers do not answer");
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void aThreadThatWasInterruptedPausesNobody() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        assertThatThrownBy(() -> ask(answers, within(Duration.ofMinutes(2)), limit -> {
                    Thread.currentThread().interrupt();
                    throw new OwnFaultException("the thread was interrupted");
                }))
                .isInstanceOf(OwnFaultException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ask(answers, within(Duration.ofMinutes(2)), limit -> Optional.of(GOOD)))
                .isEqualTo(RevocationState.GOOD);
    }

    /** 32 MiB of answers; those that were unused for longest go. */
    @Test
    void keepsABoundedNumberOfOctets() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        byte[] large = new byte[8 << 20];
        for (String source : List.of("a", "b", "c", "d")) {
            assertThat(requested(answers, source, large)).as(source).isTrue();
        }
        assertThat(requested(answers, "a", large)).as("kept, and used").isFalse();
        assertThat(requested(answers, "e", GOOD)).isTrue();
        assertThat(requested(answers, "b", large)).as("dropped for e").isTrue();
        assertThat(requested(answers, "a", large)).isFalse();
        assertThat(requested(answers, "e", GOOD)).isFalse();
    }

    /** An answer about another certificate is kept for that one; a newer one is asked for after a minute. */
    @Test
    void anAnswerThatOneCertificateCannotUseIsAskedAgainAfterAMinute() throws Exception {
        TestClock clock = new TestClock(Instant.now());
        RevocationAnswers answers = new RevocationAnswers(clock, Duration.ZERO);
        byte[] other = {2};
        assertThat(stateFor(answers, "b", other)).isEqualTo(RevocationState.UNKNOWN);
        assertThat(requests).hasValue(1);
        assertThat(stateFor(answers, "c", other)).isEqualTo(RevocationState.UNKNOWN);
        assertThat(requests).as("the answer of the same authority is too young").hasValue(1);
        clock.set(clock.instant().plusSeconds(60));
        assertThat(stateFor(answers, "d", GOOD)).isEqualTo(RevocationState.GOOD);
        assertThat(requests).hasValue(2);
        assertThat(stateFor(answers, "e", other)).as("from memory").isEqualTo(RevocationState.GOOD);
        assertThat(requests).hasValue(2);
    }

    private RevocationState stateFor(RevocationAnswers answers, String subject, byte[] sent) throws OwnFaultException {
        return answers.ask(
                new Lookup("crl a", "crl a of " + subject, "ca.test"),
                within(Duration.ofMinutes(2)),
                answer -> answer == GOOD ? RevocationState.GOOD : RevocationState.UNKNOWN,
                limit -> {
                    requests.incrementAndGet();
                    return Optional.of(sent);
                });
    }

    /** One request at a time to an authority: who waits uses the answer of the one before. */
    @Test
    void whoWaitsForAnAuthorityUsesTheAnswerThatComes() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<RevocationState> first = threads.submit(() -> ask(answers, within(Duration.ofMinutes(2)), limit -> {
                requests.incrementAndGet();
                inside.countDown();
                await(go);
                return Optional.of(GOOD);
            }));
            await(inside);
            CountDownLatch reading = new CountDownLatch(1);
            Future<RevocationState> second = threads.submit(() -> {
                reading.countDown();
                return ask(answers, within(Duration.ofMinutes(2)), limit -> {
                    requests.incrementAndGet();
                    return Optional.of(GOOD);
                });
            });
            await(reading);
            assertThatThrownBy(() -> ask(answers, System.nanoTime(), this::silent))
                    .as("no time to wait for the first")
                    .isInstanceOf(OwnFaultException.class);
            assertThatThrownBy(() -> ask(answers, within(Duration.ofMillis(50)), this::silent))
                    .as("who left does not let another in")
                    .isInstanceOf(OwnFaultException.class);
            go.countDown();
            assertThat(first.get()).isEqualTo(RevocationState.GOOD);
            assertThat(second.get()).isEqualTo(RevocationState.GOOD);
            assertThat(requests).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsABoundedNumberOfFailures() throws Exception {
        RevocationAnswers answers = new RevocationAnswers(Clock.systemUTC(), Duration.ZERO);
        for (int i = 0; i <= 1_000; i++) {
            failing(answers, "ca" + i);
        }
        assertThat(requests).hasValue(1_001);
        failing(answers, "ca1000");
        assertThat(requests).as("the last one is remembered").hasValue(1_001);
        failing(answers, "ca0");
        assertThat(requests).as("the first ones were dropped").hasValue(1_002);
    }

    private void failing(RevocationAnswers answers, String authority) throws OwnFaultException {
        assertThat(answers.ask(
                        new Lookup(authority, authority, authority),
                        within(Duration.ofMinutes(2)),
                        octets -> RevocationState.GOOD,
                        limit -> {
                            requests.incrementAndGet();
                            return Optional.empty();
                        }))
                .isEqualTo(RevocationState.UNKNOWN);
    }

    private static boolean requested(RevocationAnswers answers, String source, byte[] answer) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        answers.ask(
                new Lookup(source, source, "ca.test"),
                within(Duration.ofMinutes(2)),
                octets -> RevocationState.GOOD,
                limit -> {
                    sent.incrementAndGet();
                    return Optional.of(answer);
                });
        return sent.get() > 0;
    }

    /** The machine may be so busy that no time is left for the request. */
    private void askUntilSent(RevocationAnswers answers) {
        try {
            assertThat(ask(answers, within(Duration.ofMillis(50)), this::silent))
                    .isEqualTo(RevocationState.UNKNOWN);
        } catch (OwnFaultException e) {
            assertThat(requests).hasValue(0);
        }
    }

    private Optional<byte[]> silent(Duration limit) {
        requests.incrementAndGet();
        try {
            assertThat(new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return Optional.empty();
    }

    private static long within(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private static RevocationState ask(RevocationAnswers answers, long deadlineNanos, RevocationAnswers.Request request)
            throws OwnFaultException {
        return answers.ask(LOOKUP, deadlineNanos, answer -> RevocationState.GOOD, request);
    }
}
