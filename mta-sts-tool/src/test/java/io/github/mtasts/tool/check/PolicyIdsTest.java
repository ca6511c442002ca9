package io.github.mtasts.tool.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PolicyIdsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void readsTheTimeThatMostIdsAre() {
        assertThat(PolicyIds.time("20190429T010101", NOW)).isEqualTo("2019-04-29T00:00:00Z");
        assertThat(PolicyIds.time("20160831085700Z", NOW)).isEqualTo("2016-08-31T00:00:00Z");
        assertThat(PolicyIds.time("20240101T000000Z0123456789abcdef", NOW)).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(PolicyIds.time("1700000000", NOW)).isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void takesNothingElseForATime() {
        assertThat(PolicyIds.time("A1", NOW)).isNull();
        assertThat(PolicyIds.time("20271231", NOW)).as("in the future").isNull();
        assertThat(PolicyIds.time("20251340", NOW)).as("no such day").isNull();
        assertThat(PolicyIds.time("0", NOW)).isNull();
    }
}
