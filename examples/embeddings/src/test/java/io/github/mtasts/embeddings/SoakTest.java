package io.github.mtasts.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs the soak briefly; {@code Soak.main} runs it for as long as it is told. */
class SoakTest {
    @Test
    void nothingIsLostDoubledOrInTheClear() throws Exception {
        Duration length = Duration.ofSeconds(Long.getLong("soak.seconds", 3));
        Duration restartEvery =
                length.compareTo(Duration.ofMinutes(2)) < 0 ? Duration.ofSeconds(2) : Duration.ofSeconds(30);
        assertThat(Soak.run(length, restartEvery)).isEmpty();
    }
}
