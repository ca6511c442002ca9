package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose time passes while a connection is opened: the host's, but not while this side verifies the certificate. */
class OpeningWatchTest {
    private final TestNetwork net = TestNetwork.start();
    private final Rig rig = new Rig(net);
    private final DeliveryAttempt attempt = rig.begin("example.com");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final AtomicInteger closes = new AtomicInteger();
    private final OpeningWatch watch =
            new OpeningWatch(attempt, null, attempt.context(), Duration.ofSeconds(3), nanos::get);

    @AfterEach
    void stop() {
        watch.close();
        rig.close();
        net.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        watch.look();
    }

    @Test
    void closesTheConnectionOfAHostThatTakesTheWholeLimit() {
        watch.watch(closes::incrementAndGet);
        pass(Duration.ofMillis(2_999));
        assertThat(closes).hasValue(0);
        pass(Duration.ofMillis(1));
        assertThat(closes).hasValue(1);
        assertThat(watch.hasTimedOut()).isTrue();
    }

    @Test
    void givesTheHostTheTimeThatTheVerificationTook() {
        watch.watch(closes::incrementAndGet);
        pass(Duration.ofSeconds(1));
        watch.judging();
        pass(Duration.ofMillis(1_900));
        assertThat(watch.judged()).isTrue();
        pass(Duration.ofMillis(1_999));
        assertThat(watch.hasTimedOut()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(watch.hasTimedOut()).isTrue();
        assertThat(closes).hasValue(1);
    }

    @Test
    void saysThatTheLimitPassedDuringTheVerification() {
        watch.watch(closes::incrementAndGet);
        watch.judging();
        pass(Duration.ofSeconds(3));
        assertThat(closes).hasValue(1);
        assertThat(watch.judged()).isFalse();
    }

    @Test
    void whatTheCallerEndsIsNoTimeOut() {
        watch.watch(closes::incrementAndGet);
        attempt.close();
        pass(Duration.ofSeconds(4));
        assertThat(closes).hasValue(1);
        assertThat(watch.hasTimedOut()).isFalse();
        assertThat(watch.judged()).isTrue();
    }
}
