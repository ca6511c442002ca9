package io.github.mtasts.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.internal.Published;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The state of an entry; readers cannot change the stored part. */
class CachedPolicyTest {
    private static final Instant FETCHED = Instant.ofEpochMilli(1_000_000);
    private static final StsPolicy POLICY = Published.policy("enforce", 100, "mx1.example.com", "*.example.net");

    private final CachedPolicy entry = new CachedPolicy(POLICY, "A", FETCHED);

    @Test
    @Tag("STS-3.2-28")
    void isInForceFromTheFetchUntilMaxAgeHasPassed() {
        assertThat(entry.expiresAt()).isEqualTo(Instant.ofEpochMilli(1_100_000));
        assertThat(entry.inForceAt(1_000_000)).isTrue();
        assertThat(entry.inForceAt(1_099_999)).isTrue();
        assertThat(entry.inForceAt(1_100_000)).isFalse();
        assertThat(entry.inForceAt(0)).as("the clock was set back").isTrue();
    }

    @Test
    @Tag("STS-3.2-16")
    void maxAgeZeroIsExpiredFromTheStart() {
        assertThat(new CachedPolicy(Published.policy("none", 0), "A", FETCHED).inForceAt(1_000_000))
                .isFalse();
    }

    @Test
    void theLongestLifetimeDoesNotOverflow() {
        StsPolicy year = Published.policy("enforce", 31_557_600, "mx1.example.com");
        assertThat(new CachedPolicy(year, "A", FETCHED).expiresAt()).isEqualTo(FETCHED.plusSeconds(31_557_600));
    }

    @Test
    void nothingAReaderIsGivenChangesWhatIsStored() {
        byte[] source = entry.policy().source();
        source[0] = '!';
        assertThatThrownBy(() -> entry.policy().mxPatterns().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> entry.policy().lines().set(0, "mode: none"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(entry.policy()).isEqualTo(Published.policy("enforce", 100, "mx1.example.com", "*.example.net"));
        assertThat(entry.policy().lines()).first().isEqualTo("version: STSv1");
    }

    @Test
    void comparingChangesNeitherPolicyNorLifetime() {
        entry.compared(1_050_000, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "txt-absent"));
        assertThat(entry.policy()).isSameAs(POLICY);
        assertThat(entry.id()).isEqualTo("A");
        assertThat(entry.fetchedAt()).isEqualTo(FETCHED);
        assertThat(entry.expiresAt()).isEqualTo(Instant.ofEpochMilli(1_100_000));
    }

    @Test
    void aComparisonIsDueAtFirstAfterTheIntervalAndWhenTheClockWasSetBack() {
        assertThat(entry.isComparisonDue(0, 10)).isTrue();
        entry.compared(1_000, null);
        assertThat(entry.isComparisonDue(1_000, 10)).isFalse();
        assertThat(entry.isComparisonDue(1_010, 10)).isFalse();
        assertThat(entry.isComparisonDue(1_011, 10)).isTrue();
        assertThat(entry.isComparisonDue(999, 10)).isTrue();
    }

    @Test
    void anOlderFetchIsToldFromANewerOneAlsoAfterTheClockWasSetBack() {
        CachedPolicy newer = new CachedPolicy(POLICY, "B", FETCHED.plusSeconds(50));
        assertThat(entry.isOlderThan(newer, 2_000_000)).isTrue();
        assertThat(newer.isOlderThan(entry, 2_000_000)).isFalse();
        assertThat(entry.isOlderThan(newer, 1_000_000))
                .as("the later time is not to be believed")
                .isFalse();
    }

    @Test
    void sharingAnEqualPolicyKeepsWhatTheEntryRemembers() {
        Failure failure = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "txt-absent");
        entry.compared(1_000, failure);
        StsPolicy equal = Published.policy("enforce", 100, "mx1.example.com", "*.example.net");
        CachedPolicy shared = entry.sharing(new CachedPolicy(equal, "other", entry.fetchedAt()));
        assertThat(shared.policy()).isSameAs(equal);
        assertThat(List.of(shared.id(), shared.fetchedAt())).containsExactly("A", FETCHED);
        assertThat(shared.refreshFailure()).isEqualTo(failure);
        assertThat(shared.isComparisonDue(1_001, 10)).isFalse();
        assertThat(shared).hasToString(entry.toString());
        StsPolicy other = Published.policy("none", 100);
        assertThatThrownBy(() -> entry.sharing(new CachedPolicy(other, "other", entry.fetchedAt())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void useIsRecordedOnceInNineteenHours() {
        long period = 1L << 26;
        long now = 30_000 * period;
        assertThat(entry.markUsed(now)).isTrue();
        assertThat(entry.markUsed(now)).isFalse();
        assertThat(entry.markUsed(now + period - 1)).isFalse();
        assertThat(entry.sharing(entry).markUsed(now)).as("the same use").isFalse();
        assertThat(entry.markUsed(now + period)).isTrue();
        assertThat(entry.markUsed(now + period)).isFalse();
    }

    @Test
    void aComparisonCountsAfterTheYear2038() {
        long year2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
        entry.compared(year2100, null);
        assertThat(entry.isComparisonDue(year2100 + 10, 10)).isFalse();
        assertThat(entry.isComparisonDue(year2100 + 11, 10)).isTrue();
    }

    @Test
    void aFetchOfTheSameInstantIsNotOlder() {
        CachedPolicy same = new CachedPolicy(POLICY, "B", FETCHED);
        assertThat(same.isOlderThan(entry, 2_000_000)).isFalse();
        CachedPolicy older = new CachedPolicy(POLICY, "B", FETCHED.minusMillis(1));
        assertThat(older.isOlderThan(entry, FETCHED.toEpochMilli())).isTrue();
        assertThat(older.isOlderThan(entry, FETCHED.toEpochMilli() - 1)).isFalse();
    }

    @Test
    void aDecisionGetsThePolicyWithTheFailureOfItsRefresh() {
        Failure failure = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "txt-absent");
        entry.compared(1_000, failure);
        assertThat(entry.resolution())
                .isEqualTo(new PolicyResolution.InForce(POLICY, PolicyResolution.Source.CACHE, failure));
        entry.compared(2_000, null);
        assertThat(entry.refreshFailure()).isNull();
    }

    @Test
    void aLogShowsIdFetchTimeAndPolicy() {
        assertThat(entry).hasToString("id A, fetched 1970-01-01T00:16:40Z: " + POLICY);
    }
}
