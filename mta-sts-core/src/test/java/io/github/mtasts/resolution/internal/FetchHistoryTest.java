package io.github.mtasts.resolution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import org.junit.jupiter.api.Test;

/** The record of recent fetches, and its limits. */
class FetchHistoryTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");

    @Test
    void keepsTheBodiesOfSomeDomainsAndTheFailuresOfAll() {
        FetchHistory history = new FetchHistory(1000);
        for (int i = 0; i < 1000; i++) {
            history.failed(PolicyDomain.of("d" + i + ".example"), "A", Published.badBody("line"), 0);
        }
        long bodies = 0;
        for (int i = 0; i < 1000; i++) {
            FetchResult.Failed failed = history.lastFailure(PolicyDomain.of("d" + i + ".example"), 1);
            assertThat(failed).isIn(Published.badBody("line"), Published.badBody());
            bodies += Published.badBody("line").equals(failed) ? 1 : 0;
        }
        assertThat(bodies).isEqualTo(256);
    }

    @Test
    void forgetsTheDomainUsedLongestAgo() {
        FetchHistory history = new FetchHistory(2);
        history.failed(DOMAIN, "A", Published.status(500), 0);
        for (int i = 0; i < 2; i++) {
            history.failed(PolicyDomain.of("d" + i + ".example"), "A", Published.status(500), 0);
        }
        assertThat(history.backoff(DOMAIN, "A", false, 0)).isNull();
        assertThat(history.backoff(PolicyDomain.of("d0.example"), "A", false, 0))
                .isNotNull();
    }

    @Test
    void neverQuotesTheBodyOfAnotherFailure() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.badBody("line"), 0);
        history.failed(DOMAIN, "B", Published.status(500), 0);
        assertThat(history.lastFailure(DOMAIN, 1)).isEqualTo(Published.status(500));
    }

    @Test
    void aSuccessIsTheLastWord() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.status(500), 0);
        history.succeeded(DOMAIN, "B", 1);
        assertThat(history.lastFailure(DOMAIN, 2)).isNull();
        assertThat(history.backoff(DOMAIN, "A", true, 2))
                .as("the failed id waits all the same")
                .isNotNull();
    }

    @Test
    void manySuccessesPushOutNeitherTheFailureNorTheNewestOfThem() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.status(500), 0);
        for (int i = 1; i <= 9; i++) {
            history.succeeded(DOMAIN, "B", i);
        }
        assertThat(history.backoff(DOMAIN, "A", false, 10)).isNotNull();
        long fiveMinutes = 300_000;
        assertThat(history.backoff(DOMAIN, "C", true, fiveMinutes + 6)).isNotNull();
        assertThat(history.backoff(DOMAIN, "C", true, fiveMinutes + 7)).isNull();
    }

    @Test
    void aFailureHoldsForFiveMinutesAndNotAfterTheClockWasSetBack() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.status(500), 1_000);
        assertThat(history.backoff(DOMAIN, "A", false, 999)).isNull();
        assertThat(history.lastFailure(DOMAIN, 999)).isNull();
        for (long now : new long[] {1_000, 300_999}) {
            assertThat(history.backoff(DOMAIN, "A", false, now))
                    .isEqualTo(new FetchHistory.Backoff(Published.status(500)));
            assertThat(history.lastFailure(DOMAIN, now)).isEqualTo(Published.status(500));
        }
        assertThat(history.backoff(DOMAIN, "A", false, 301_000)).isNull();
        assertThat(history.lastFailure(DOMAIN, 301_000)).isNull();
    }

    @Test
    void aDomainGetsThreeFetchesInFiveMinutesWhateverItsIds() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.status(500), 0);
        history.failed(DOMAIN, "B", Published.status(502), 1);
        assertThat(history.backoff(DOMAIN, "D", false, 2)).isNull();
        history.failed(DOMAIN, "C", Published.status(503), 2);
        assertThat(history.backoff(DOMAIN, "D", false, 2)).isEqualTo(new FetchHistory.Backoff(Published.status(503)));
        assertThat(history.backoff(DOMAIN, "D", false, 300_000))
                .as("the first is five minutes ago")
                .isNull();
        assertThat(history.backoff(PolicyDomain.of("other.example"), "D", false, 2))
                .isNull();
    }

    @Test
    void successesDelayAFetchOnlyWhileAPolicyIsInForce() {
        FetchHistory history = new FetchHistory(10);
        for (int i = 0; i < 3; i++) {
            history.succeeded(DOMAIN, "A", i);
        }
        assertThat(history.backoff(DOMAIN, "B", true, 3)).isEqualTo(new FetchHistory.Backoff(null));
        assertThat(history.backoff(DOMAIN, "B", false, 3)).isNull();
    }

    /** The failure stays at the front, and the oldest success behind it goes. */
    @Test
    void theOldestSuccessMakesWayAlsoBehindAFailure() {
        FetchHistory history = new FetchHistory(10);
        history.failed(DOMAIN, "A", Published.status(500), 0);
        for (int i = 1; i <= 4; i++) {
            history.succeeded(DOMAIN, "B", i * 100_000L);
        }
        assertThat(history.backoff(DOMAIN, "C", true, 450_000)).isNotNull();
        assertThat(history.lastFailure(DOMAIN, 450_000)).isNull();
        assertThat(history.backoff(DOMAIN, "C", true, 500_000)).isNull();
    }

    @Test
    void failuresPushOutNoSuccess() {
        FetchHistory history = new FetchHistory(10);
        for (int i = 0; i < 3; i++) {
            history.failed(DOMAIN, "A" + i, Published.status(500), i);
        }
        for (int i = 0; i < 3; i++) {
            history.succeeded(DOMAIN, "B", 100_000 + i);
        }
        assertThat(history.backoff(DOMAIN, "C", true, 350_000))
                .as("three fetches, all of them successful")
                .isEqualTo(new FetchHistory.Backoff(null));
    }
}
