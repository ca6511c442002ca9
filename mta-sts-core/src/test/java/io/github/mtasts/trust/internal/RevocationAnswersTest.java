package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.internal.RevocationAnswers.Lookup;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
