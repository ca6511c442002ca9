package io.github.mtasts.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings and local rules that contradict themselves are refused, with their name. */
class ResolutionSettingsTest {
    @Test
    void refusesWhatCannotWork() {
        refused("compareEvery", Duration.ofMillis(-1), 1, 1, 1);
        refused("maxLookups", Duration.ZERO, 0, 1, 1);
        refused("maxFetches", Duration.ZERO, 1, 0, 1);
        refused("maxRemembered", Duration.ZERO, 1, 1, -1);
    }

    @Test
    void takesAnyTimeBetweenComparisonsUpToAYear() {
        for (Duration every : List.of(Duration.ZERO, Duration.ofDays(366))) {
            assertThat(ResolutionSettings.builder().compareEvery(every).build().compareEvery())
                    .isEqualTo(every);
        }
        refused("compareEvery", Duration.ofDays(366).plusMillis(1), 1, 1, 1);
    }

    @Test
    void aRequiredRuleWithoutHostsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalRule.RequireEnforce(List.of()))
                .withMessageContaining("mx pattern");
    }

    private static void refused(String setting, Duration every, int lookups, int fetches, int remembered) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResolutionSettings.builder()
                        .compareEvery(every)
                        .maxLookups(lookups)
                        .maxFetches(fetches)
                        .maxRemembered(remembered)
                        .build())
                .withMessageStartingWith("ResolutionSettings." + setting + " is");
    }
}
