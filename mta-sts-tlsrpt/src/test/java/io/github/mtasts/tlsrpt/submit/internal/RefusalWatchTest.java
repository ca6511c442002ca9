package io.github.mtasts.tlsrpt.submit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalWatchTest {
    private final RefusalWatch watch = new RefusalWatch();
    private Instant now = Instant.parse("2024-03-02T05:00:00Z");

    /** Refusals by different destinations, for different domains. */
    private boolean refuse(int from, int number) {
        boolean hasStopped = false;
        for (int i = from; i < from + number; i++) {
            hasStopped |= watch.refused("mx.service" + i + ".example", "d" + i + ".example", now);
        }
        return hasStopped;
    }

    @Test
    void fiveRefusingDestinationsStopTheSendingUntilTheStopIsOver() {
        assertThat(refuse(0, 4)).isFalse();
        assertThat(watch.stoppedUntil()).isNull();
        assertThat(watch.hasNewStop()).isFalse();
        assertThat(refuse(4, 1)).isTrue();
        assertThat(watch.refusingDestinations()).isEqualTo(5);
        assertThat(watch.stoppedUntil()).isEqualTo(now.plus(Duration.ofMinutes(15)));
        assertThat(watch.hasNewStop()).isTrue();
        watch.stopSettled();
        assertThat(watch.hasNewStop()).isFalse();
        assertThat(refuse(5, 9)).as("said once").isFalse();
        assertThat(watch.resume(now.plus(Duration.ofMinutes(15)).minusMillis(1)))
                .isFalse();
        assertThat(watch.resume(now.plus(Duration.ofMinutes(15)))).isTrue();
        assertThat(watch.resume(now.plus(Duration.ofMinutes(15)))).isFalse();
        assertThat(watch.refusingDestinations()).isZero();
    }

    /** One record may name destinations below any number of host names, and in several registered domains. */
    @Test
    void oneRegistrantCannotStopTheSending() {
        for (int i = 0; i < 50; i++) {
            assertThat(watch.refused("r" + i + ".stranger.example", "d" + i + ".example", now))
                    .as("hosts of one destination")
                    .isFalse();
            assertThat(watch.refused("r.stranger" + i + ".example", "sub" + i + ".stranger.example", now))
                    .as("domains of one registrant")
                    .isFalse();
        }
        assertThat(watch.stoppedUntil()).isNull();
    }

    @Test
    void eachDestinationNeedsADomainOfItsOwnWhereverTheOthersHaveAChoice() {
        for (int i = 0; i < 5; i++) {
            watch.refused("mx.service0.example", "d" + i + ".example", now);
        }
        for (int i = 1; i < 4; i++) {
            watch.refused("mx.service" + i + ".example", "d" + i + ".example", now);
        }
        assertThat(watch.refused("mx.service4.example", "d1.example", now))
                .as("four domains for the five")
                .isFalse();
        assertThat(watch.refused("mx.service5.example", "d4.example", now)).isTrue();
    }

    @Test
    void namesBelowAPublicSuffixCountEach() {
        for (int i = 0; i < 4; i++) {
            assertThat(watch.refused("r.service" + i + ".co.uk", "d" + i + ".github.io", now))
                    .isFalse();
        }
        assertThat(watch.refused("r.service4.co.uk", "d4.github.io", now)).isTrue();
    }

    @Test
    void asManyAcceptingDestinationsPreventAStop() {
        for (int i = 0; i < 6; i++) {
            watch.accepted("mx.good" + i + ".example", now);
        }
        assertThat(refuse(0, 6)).isFalse();
        assertThat(refuse(6, 1)).isTrue();
    }

    @Test
    void anAcceptingDestinationIsNoRefusingOne() {
        assertThat(refuse(0, 4)).isFalse();
        watch.accepted("other.service0.example", now);
        assertThat(watch.refusingDestinations()).isEqualTo(3);
        watch.refused("mx.service0.example", "d0.example", now);
        assertThat(watch.refusingDestinations()).isEqualTo(3);
    }

    @Test
    void refusalsCountForAnHour() {
        assertThat(refuse(0, 4)).isFalse();
        now = now.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(refuse(0, 1)).as("known already").isFalse();
        assertThat(watch.refusingDestinations()).isEqualTo(4);
        now = now.plusMillis(1);
        assertThat(refuse(4, 3)).as("three are forgotten").isFalse();
        assertThat(watch.refusingDestinations()).isEqualTo(4);
        assertThat(refuse(7, 1)).isTrue();
    }

    @Test
    void acceptancesCountForAnHour() {
        for (int i = 0; i < 6; i++) {
            watch.accepted("mx.good" + i + ".example", now);
        }
        now = now.plus(Duration.ofHours(1));
        assertThat(refuse(0, 5)).isTrue();
    }

    /** The clock was ahead when they were noted. */
    @Test
    void timesInTheFutureDoNotCount() {
        Instant right = now;
        now = right.plus(Duration.ofDays(2));
        refuse(0, 4);
        now = right;
        assertThat(refuse(4, 1)).isFalse();
        assertThat(watch.refusingDestinations()).isEqualTo(1);
    }

    @Test
    void eachStopIsTwiceAsLongUpToFourHoursUntilMostDestinationsAccept() {
        for (int minutes : new int[] {15, 30, 60, 120, 240, 240}) {
            assertThat(refuse(0, 5)).isTrue();
            assertThat(watch.stoppedUntil()).isEqualTo(now.plus(Duration.ofMinutes(minutes)));
            now = now.plus(Duration.ofMinutes(minutes));
            assertThat(watch.resume(now)).isTrue();
        }
        watch.accepted("mx.good.example", now);
        now = now.plus(Duration.ofHours(1));
        assertThat(refuse(0, 5)).isTrue();
        assertThat(watch.stoppedUntil()).isEqualTo(now.plus(Duration.ofMinutes(15)));
    }

    /** The clock was days ahead when the sending stopped. */
    @Test
    void aStopIsNoLongerThanTheLongest() {
        refuse(0, 5);
        assertThat(watch.resume(now.minus(Duration.ofMinutes(225)))).isFalse();
        assertThat(watch.resume(now.minus(Duration.ofMinutes(226)))).isTrue();
    }
}
