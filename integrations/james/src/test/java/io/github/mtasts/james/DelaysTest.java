package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelaysTest {
    @Test
    void waitsSixHoursWithoutTheOption() {
        assertThat(Delays.of(null, 5).each()).hasSize(5).containsOnly(Duration.ofHours(6));
    }

    @ParameterizedTest
    @CsvSource({
        "5000, PT5S",
        "5000 msec, PT5S",
        "5 sec, PT5S",
        "5 seconds, PT5S",
        "3 minutes, PT3M",
        "1 hour, PT1H",
        "2 hours, PT2H",
        "2 days, PT48H",
        "1 week, PT168H",
        "3MINUTES, PT3M"
    })
    void readsUnits(String text, Duration delay) {
        assertThat(Delays.of(text, 1).each()).containsExactly(delay);
    }

    @Test
    void repeatsAWait() {
        assertThat(Delays.of("2*1 minute, 3 * 1 hour", 0).each())
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
    }

    @Test
    void raisesRetriesToTheNumberOfWaits() {
        assertThat(Delays.of("1 minute, 2 minutes, 3 minutes", 2).maxRetries()).isEqualTo(3);
    }

    @Test
    void repeatsTheLastWaitForFurtherRetries() {
        Delays delays = Delays.of("1 minute, 1 hour", 4);
        assertThat(delays.maxRetries()).isEqualTo(4);
        assertThat(delays.before(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(delays.before(4)).isEqualTo(Duration.ofHours(1));
        assertThat(delays.before(5)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void hasNoRetryWithZero() {
        assertThat(Delays.of(null, 0).maxRetries()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "5 lightyears",
                "1 hour,",
                "-1 hour",
                "1.5 hours",
                "*1 hour",
                "10001*1 sec",
                "99999999999999 weeks"
            })
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Delays.of(text, 1))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }

    @Test
    void refusesNegativeRetries() {
        assertThatThrownBy(() -> Delays.of(null, -1)).hasMessageContaining("maxRetries is -1");
    }
}
