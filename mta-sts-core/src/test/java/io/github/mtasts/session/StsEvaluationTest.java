package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.internal.Published;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entry of a report that counts a session, as a success or a failure. */
class StsEvaluationTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final Failure MISMATCH = new Failure(ResultType.VALIDATION_FAILURE, "mx-mismatch: evil");
    private static final Failure EXPIRED = new Failure(ResultType.CERTIFICATE_EXPIRED, "expired");
    private static final Failure NO_STARTTLS = new Failure(ResultType.STARTTLS_NOT_SUPPORTED, "not offered");
    private static final Failure FETCH = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "http-status: 404");
    private static final SessionResult GOOD = new SessionResult("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of());
    private static final SessionResult BAD_CERTIFICATE =
            new SessionResult("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(EXPIRED));
    private static final SessionResult IN_THE_CLEAR = SessionResult.withoutTls(NO_STARTTLS);

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    @Tag("STS-6-03")
    void countsASessionUnderItsPolicyAsASuccessOrAsAFailure(String mode) {
        StsPolicy policy = policy(mode);
        assertThat(of(inForce(mode, null), null, GOOD)).isEqualTo(sts(policy, List.of(), List.of()));
        assertThat(of(inForce(mode, null), null, BAD_CERTIFICATE)).isEqualTo(sts(policy, List.of(EXPIRED), List.of()));
        assertThat(of(inForce(mode, null), null, IN_THE_CLEAR)).isEqualTo(sts(policy, List.of(NO_STARTTLS), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    @Tag("STS-6-04")
    void countsAHostThatNoPatternCoversWithAndWithoutAConnection(String mode) {
        StsPolicy policy = policy(mode);
        assertThat(of(inForce(mode, null), MISMATCH, null)).isEqualTo(sts(policy, List.of(MISMATCH), List.of()));
        assertThat(of(inForce(mode, null), MISMATCH, GOOD)).isEqualTo(sts(policy, List.of(MISMATCH), List.of()));
        assertThat(of(inForce(mode, null), MISMATCH, BAD_CERTIFICATE))
                .isEqualTo(sts(policy, List.of(MISMATCH, EXPIRED), List.of()));
    }

    @Test
    @Tag("STS-6-02")
    void aFailedRefreshIsADetailThatTurnsNoSessionIntoAFailedOne() {
        assertThat(of(inForce("enforce", FETCH), null, GOOD))
                .isEqualTo(sts(policy("enforce"), List.of(), List.of(FETCH)));
        assertThat(of(inForce("enforce", FETCH), MISMATCH, null))
                .isEqualTo(sts(policy("enforce"), List.of(MISMATCH), List.of(FETCH)));
    }

    @Test
    @Tag("STS-5-06")
    @Tag("STS-6-03")
    void modeNoneCountsAsNoPolicyFound() {
        assertThat(of(inForce("none", null), null, GOOD)).isEqualTo(noPolicyFound(List.of()));
        assertThat(of(inForce("none", null), null, BAD_CERTIFICATE)).isEqualTo(noPolicyFound(List.of()));
        assertThat(of(inForce("none", null), null, IN_THE_CLEAR)).isEqualTo(noPolicyFound(List.of(NO_STARTTLS)));
        assertThat(of(inForce("none", FETCH), MISMATCH, null)).isNull();
    }

    @Test
    @Tag("STS-6-01")
    @Tag("STS-3.3-16")
    void anAnnouncedPolicyThatCouldNotBeFetchedIsAnStsEntryWithoutPolicyString() {
        assertThat(of(new NoPolicy(Reason.FETCH_FAILED, FETCH, List.of()), null, GOOD))
                .isEqualTo(new AppliedPolicy(
                        PolicyType.STS, "example.com", List.of(), List.of(), false, List.of(FETCH), List.of()));
    }

    @Test
    @Tag("STS-3.3-17")
    void anInvalidPolicyIsQuoted() {
        Failure invalid = new Failure(ResultType.STS_POLICY_INVALID, "policy-invalid: line 1");
        List<String> lines = List.of("<html>", "</html>");
        assertThat(of(new NoPolicy(Reason.FETCH_FAILED, invalid, lines), null, BAD_CERTIFICATE))
                .isEqualTo(new AppliedPolicy(
                        PolicyType.STS, "example.com", lines, List.of(), false, List.of(invalid), List.of()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"NOT_PUBLISHED", "INVALID_RECORD", "DNS_FAILURE", "NOT_YET_KNOWN"})
    @Tag("STS-6-05")
    void withoutAPolicyThereIsNoStsEntryAndAnyHandshakeIsASuccess(Reason reason) {
        PolicyResolution none = new NoPolicy(reason, null, List.of());
        assertThat(of(none, null, GOOD)).isEqualTo(noPolicyFound(List.of()));
        assertThat(of(none, null, BAD_CERTIFICATE)).isEqualTo(noPolicyFound(List.of()));
        assertThat(of(none, null, IN_THE_CLEAR)).isEqualTo(noPolicyFound(List.of(NO_STARTTLS)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"NO_POLICY_DOMAIN", "IGNORED_BY_LOCAL_RULE"})
    @Tag("STS-3.4-02")
    void withoutAPolicyDomainOrAgainstTheOperatorsWillNothingIsCounted(Reason reason) {
        assertThat(of(new NoPolicy(reason, FETCH, List.of()), null, BAD_CERTIFICATE))
                .isNull();
    }

    @Test
    void whereNothingWasTriedNothingIsCounted() {
        assertThat(of(inForce("enforce", FETCH), null, null)).isNull();
        assertThat(of(new NoPolicy(Reason.FETCH_FAILED, FETCH, List.of()), null, null))
                .isNull();
        assertThat(of(new NoPolicy(Reason.NOT_PUBLISHED, null, List.of()), MISMATCH, null))
                .isNull();
    }

    /** D34: mail waits, but the domain reads nothing of it. */
    @Test
    void ourOwnFaultIsNoFailureOfTheHost() {
        Failure notAsked =
                new Failure(ResultType.CERTIFICATE_NOT_TRUSTED, "revocation-not-asked: the resolvers do not answer");
        SessionResult unknown = new SessionResult("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(notAsked));
        assertThat(StsEvaluation.isOwnFault(notAsked)).isTrue();
        assertThat(StsEvaluation.isOwnFault(EXPIRED)).isFalse();
        assertThat(of(inForce("enforce", null), null, unknown)).isNull();
        assertThat(of(inForce("testing", null), null, SessionResult.withoutTls(notAsked)))
                .isNull();
        assertThat(of(inForce("testing", null), MISMATCH, unknown))
                .isEqualTo(sts(policy("testing"), List.of(MISMATCH), List.of()));
        assertThat(of(new NoPolicy(Reason.NOT_PUBLISHED, null, List.of()), null, unknown))
                .isEqualTo(noPolicyFound(List.of()));
        SessionResult both = new SessionResult("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(EXPIRED, notAsked));
        assertThat(of(inForce("enforce", null), null, both))
                .isEqualTo(sts(policy("enforce"), List.of(EXPIRED), List.of()));
    }

    /** Without a policy no certificate has to be valid: it is not why the handshake failed. */
    @Test
    void withoutAPolicyTheCertificateIsNotTheReasonOfAFailedHandshake() {
        PolicyResolution none = new NoPolicy(Reason.NOT_PUBLISHED, null, List.of());
        Failure alert = new Failure(ResultType.VALIDATION_FAILURE, "tls-handshake-failed: internal_error");
        SessionResult broken = new SessionResult(null, null, List.of(EXPIRED, alert));
        assertThat(of(none, null, broken)).isEqualTo(noPolicyFound(List.of(alert)));
        assertThat(of(inForce("none", null), null, broken)).isEqualTo(noPolicyFound(List.of(alert)));
        assertThat(of(inForce("testing", null), null, broken))
                .isEqualTo(sts(policy("testing"), List.of(EXPIRED, alert), List.of()));
        Failure own = new Failure(
                ResultType.VALIDATION_FAILURE, "client-certificate-unusable: the key manager of this server threw x");
        assertThat(of(none, null, new SessionResult(null, null, List.of(EXPIRED, own))))
                .isNull();
        assertThat(of(none, null, new SessionResult(null, null, List.of(EXPIRED))))
                .as("refused by a rule of the operator")
                .isEqualTo(noPolicyFound(List.of(EXPIRED)));
    }

    /** D33: no TLS was tried. */
    @Test
    void aHostThatRefusesBeforeTlsIsCountedUnderAPolicyOnly() {
        Failure refused = new Failure(ResultType.VALIDATION_FAILURE, "refused-before-tls: greeting-refused: 554");
        SessionResult session = SessionResult.withoutTls(refused);
        assertThat(of(new NoPolicy(Reason.NOT_PUBLISHED, null, List.of()), null, session))
                .isNull();
        assertThat(of(inForce("testing", null), null, session))
                .isEqualTo(sts(policy("testing"), List.of(refused), List.of()));
    }

    @Test
    void whatIsNotKnownIsNotCountedAsNoPolicy() {
        assertThat(of(new Undetermined("SERVFAIL"), null, GOOD)).isNull();
        assertThat(of(new Undetermined("SERVFAIL"), MISMATCH, GOOD)).isNull();
    }

    @Test
    void aSuccessNamesNoFailureAndAFailureNamesOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppliedPolicy(
                        PolicyType.STS, "example.com", List.of(), List.of(), true, List.of(FETCH), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppliedPolicy(
                        PolicyType.STS, "example.com", List.of(), List.of(), false, List.of(), List.of()));
    }

    @Test
    void policyTypesHaveTheSpellingOfTheReport() {
        assertThat(PolicyType.values()).extracting(PolicyType::token).containsExactly("tlsa", "sts", "no-policy-found");
    }

    private static @Nullable AppliedPolicy of(
            PolicyResolution resolution, @Nullable Failure mismatch, @Nullable SessionResult session) {
        return StsEvaluation.of(DOMAIN, resolution, mismatch, session);
    }

    private static PolicyResolution inForce(String mode, @Nullable Failure refreshFailure) {
        return new InForce(policy(mode), Source.CACHE, refreshFailure);
    }

    private static StsPolicy policy(String mode) {
        return Published.policy(mode, 86_400, "mx1.example.com", "*.Example.NET");
    }

    private static AppliedPolicy sts(StsPolicy policy, List<Failure> failures, List<Failure> refreshFailures) {
        return new AppliedPolicy(
                PolicyType.STS,
                "example.com",
                policy.lines(),
                List.of("mx1.example.com", "*.example.net"),
                failures.isEmpty(),
                failures,
                refreshFailures);
    }

    private static AppliedPolicy noPolicyFound(List<Failure> failures) {
        return new AppliedPolicy(
                PolicyType.NO_POLICY_FOUND,
                "example.com",
                List.of(),
                List.of(),
                failures.isEmpty(),
                failures,
                List.of());
    }
}
