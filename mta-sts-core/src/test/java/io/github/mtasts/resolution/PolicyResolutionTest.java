package io.github.mtasts.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.internal.Published;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a log or a table shows of a resolution. */
class PolicyResolutionTest {
    private static final StsPolicy POLICY = Published.policy("enforce", 86_400, "mx1.example.com");
    private static final Failure FAILURE = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "timeout");

    @Test
    void aPolicyInForceIsShownWithItsSourceAndTheFailureOfItsRefresh() {
        assertThat(new InForce(POLICY, Source.FETCH, null)).hasToString(POLICY + " (fetched)");
        assertThat(new InForce(POLICY, Source.CACHE, FAILURE))
                .hasToString(POLICY + " (cached), refresh failed: " + FAILURE);
    }

    @Test
    void theAbsenceOfAPolicyIsShownWithItsReason() {
        assertThat(new NoPolicy(Reason.FETCH_FAILED, FAILURE, List.of()))
                .hasToString("no policy: the fetch failed: " + FAILURE);
        assertThat(Stream.of(Reason.values()).map(reason -> new NoPolicy(reason, null, List.of()) + ""))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("no policy: [A-Za-z -]+"));
    }

    @Test
    void anUnknownPolicyIsShownWithACleanedReason() {
        assertThat(new Undetermined("a\nb\u0007")).hasToString("policy unknown: a?b?");
        assertThat(new Undetermined("x".repeat(1_000)).reason()).hasSizeLessThanOrEqualTo(200);
    }
}
