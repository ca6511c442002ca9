package io.github.mtasts.tlsrpt.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the store is told of the records that look-ups found (D35). */
class SightingsTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2024, 3, 1);
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final ReportKey REPORT = new ReportKey(DAY, DOMAIN);
    private static final Set<String> A = Set.of("mailto:a@example.com");
    private static final Set<String> B = Set.of("mailto:b@example.com");

    private final Sightings sightings = new Sightings();

    private List<Sighting> store() {
        List<Sighting> unstored = sightings.unstored(10);
        sightings.stored(unstored);
        return unstored;
    }

    @Test
    void aRecordIsToldOnceAndAgainAnHourLaterToConfirmIt() {
        sightings.found(DOMAIN, A, NOON);
        assertThat(sightings.isKept(REPORT)).isFalse();
        assertThat(store()).containsExactly(new Sighting(REPORT, A, NOON));
        assertThat(sightings.isKept(REPORT)).isTrue();
        assertThat(store()).isEmpty();
        sightings.found(DOMAIN, A, NOON.plus(Duration.ofHours(1)).minusMillis(1));
        assertThat(store()).isEmpty();
        Instant later = NOON.plus(Duration.ofHours(1));
        sightings.found(DOMAIN, A, later);
        assertThat(store()).containsExactly(new Sighting(REPORT, A, later));
        sightings.found(DOMAIN, A, NOON.plus(Duration.ofHours(3)));
        assertThat(store()).as("confirmed").isEmpty();
    }

    @Test
    void aChangedRecordIsToldAtOnce() {
        sightings.found(DOMAIN, A, NOON);
        store();
        Instant soon = NOON.plusSeconds(1);
        sightings.found(DOMAIN, B, soon);
        assertThat(store()).containsExactly(new Sighting(REPORT, B, soon));
        Instant later = NOON.plus(Duration.ofHours(1));
        sightings.found(DOMAIN, B, later);
        assertThat(store()).as("its hour begins with its own first sighting").isEmpty();
        sightings.found(DOMAIN, B, later.plusSeconds(1));
        assertThat(store()).hasSize(1);
    }

    @Test
    void whatTheStoreDidNotTakeIsToldAgain() {
        sightings.found(DOMAIN, A, NOON);
        assertThat(sightings.unstored(10)).hasSize(1);
        assertThat(sightings.unstored(10)).hasSize(1);
        List<Sighting> taken = sightings.unstored(10);
        sightings.found(DOMAIN, B, NOON.plusSeconds(1)); // while the store takes it
        sightings.stored(taken);
        assertThat(store()).containsExactly(new Sighting(REPORT, B, NOON.plusSeconds(1)));
    }

    @Test
    void someAreToldAtATime() {
        for (int i = 0; i < 5; i++) {
            sightings.found(PolicyDomain.of("d" + i + ".example"), A, NOON);
        }
        for (int left : new int[] {2, 2, 1, 0}) {
            List<Sighting> some = sightings.unstored(2);
            assertThat(some).hasSize(left);
            sightings.stored(some);
        }
    }

    @Test
    void aSightingForAnotherDayReplacesNoneOfThatDay() {
        ReportKey before = new ReportKey(DAY.minusDays(1), DOMAIN);
        sightings.found(before, A, NOON);
        sightings.found(before, B, NOON);
        assertThat(store()).containsExactly(new Sighting(before, A, NOON));
        assertThat(sightings.isKept(REPORT)).isFalse();
    }

    /** Another node saw a record, whose destinations this one does not know. */
    @Test
    void aReportThatTheStoreKeepsIsKeptWithoutBeingTold() {
        sightings.keep(REPORT);
        assertThat(sightings.isKept(REPORT)).isTrue();
        assertThat(store()).isEmpty();
        sightings.found(DOMAIN, A, NOON);
        assertThat(store()).hasSize(1);
        sightings.keep(REPORT);
        sightings.found(DOMAIN, A, NOON.plusSeconds(1));
        assertThat(store()).as("what is known of it stays").isEmpty();
    }

    @Test
    void theReportsOfEarlierDaysMakeRoom() {
        for (int i = 0; i < 200_000; i++) {
            sightings.keep(new ReportKey(DAY, PolicyDomain.of("d" + i + ".example")));
        }
        ReportKey beyond = new ReportKey(DAY, PolicyDomain.of("beyond.example"));
        sightings.keep(beyond);
        assertThat(sightings.isKept(beyond)).as("the store is asked again").isFalse();
        ReportKey known = new ReportKey(DAY, PolicyDomain.of("d7.example"));
        sightings.found(known.domain(), A, NOON);
        store();
        assertThat(sightings.isKept(known)).isTrue();
        ReportKey next = new ReportKey(DAY.plusDays(1), PolicyDomain.of("next.example"));
        sightings.keep(next);
        assertThat(sightings.isKept(next)).isTrue();
        assertThat(sightings.isKept(known)).isFalse();
    }
}
