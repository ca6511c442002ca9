package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.dane.TlsaSamples;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DaneResult;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a TLS report says about a session under TLSA records. */
class DaneEvaluationTest {
    private static final String BASE = "mx1.example.com";
    private static final HostDane RECORDS = TlsaSamples.records(BASE, true);
    private static final Failure EXPIRED = new Failure(ResultType.CERTIFICATE_EXPIRED, "expired");
    private static final Failure WEAK = new Failure(ResultType.VALIDATION_FAILURE, "weak-cipher-suite: X");
    private static final Failure BROKEN = new Failure(ResultType.VALIDATION_FAILURE, "tls-handshake-failed: alert");
    private static final Failure OURS =
            new Failure(ResultType.CERTIFICATE_NOT_TRUSTED, "revocation-not-asked: our own fault");
    private static final Failure MISMATCH = new Failure(ResultType.TLSA_INVALID, "tlsa-mismatch: none");

    private static SessionResult session(boolean tls, @Nullable DaneResult dane, Failure... failures) {
        return new SessionResult(
                tls ? "TLSv1.3" : null, tls ? "TLS_AES_128_GCM_SHA256" : null, List.of(failures), false, null, dane);
    }

    private static DaneResult verdict(Failure... failures) {
        return new DaneResult(BASE, true, List.of(failures));
    }

    private static void assertFailures(@Nullable AppliedPolicy policy, Failure... failures) {
        assertThat(policy).isNotNull();
        assertThat(policy.type()).isEqualTo(PolicyType.TLSA);
        assertThat(policy.policyDomain()).isEqualTo(BASE);
        assertThat(policy.failures()).containsExactly(failures);
    }

    @Test
    void countsTheVerdictOfTheRecordsAndNotThatOfTheAnchors() {
        assertFailures(DaneEvaluation.of(RECORDS, session(true, verdict(), EXPIRED, WEAK)));
        assertFailures(DaneEvaluation.of(RECORDS, session(true, verdict(MISMATCH), EXPIRED)), MISMATCH);
        assertThat(Objects.requireNonNull(DaneEvaluation.of(RECORDS, session(true, verdict())))
                        .policyString())
                .containsExactly("3 1 1 " + "ab".repeat(32));
    }

    @Test
    void countsWhatBrokeTheConnection() {
        assertFailures(DaneEvaluation.of(RECORDS, session(false, null, BROKEN)), BROKEN);
        assertFailures(
                DaneEvaluation.of(RECORDS, session(false, verdict(MISMATCH), EXPIRED, BROKEN)), MISMATCH, BROKEN);
    }

    @Test
    void countsASuccessWhereOnlyThePolicyRefusedTheCertificate() {
        assertFailures(DaneEvaluation.of(RECORDS, session(false, verdict(), EXPIRED)));
    }

    @Test
    void countsNothingForOurOwnFault() {
        assertThat(DaneEvaluation.of(RECORDS, session(false, null, OURS))).isNull();
        assertThat(DaneEvaluation.of(TlsaSamples.unusable(BASE), session(false, null, OURS)))
                .isNull();
        assertFailures(DaneEvaluation.of(RECORDS, session(true, verdict(), OURS)));
    }

    @Test
    void countsRecordsThatCannotBeUsedAsAFailure() {
        AppliedPolicy policy =
                Objects.requireNonNull(DaneEvaluation.of(TlsaSamples.unusable(BASE), session(true, null, EXPIRED)));

        assertThat(policy.failures()).extracting(Failure::type).containsExactly(ResultType.TLSA_INVALID);
        assertThat(policy.policyString()).containsExactly("0 0 1 " + "ab".repeat(32));
    }

    @Test
    void reportsUnknownRecordsOnlyWhereTheDomainIsToBlame() {
        HostDane theirs = new HostDane.Unknown(BASE, "SERVFAIL", LookupFault.DOMAIN, true);
        HostDane ours = new HostDane.Unknown(BASE, "no answer", LookupFault.RESOLVERS, true);
        HostDane addresses = new HostDane.Unknown(BASE, "SERVFAIL", LookupFault.DOMAIN, false);
        Failure failure = new Failure(ResultType.DNSSEC_INVALID, "dane-unknown: SERVFAIL");

        assertFailures(DaneEvaluation.rejected(theirs, BASE, failure), failure);
        assertFailures(DaneEvaluation.of(theirs, session(true, null)), failure);
        assertThat(Objects.requireNonNull(DaneEvaluation.rejected(theirs, BASE, failure))
                        .policyString())
                .isEmpty();
        for (HostDane unreported : List.of(ours, addresses)) {
            assertThat(DaneEvaluation.rejected(unreported, BASE, failure)).isNull();
            assertThat(DaneEvaluation.of(unreported, session(true, null))).isNull();
        }
    }

    @Test
    void reportsThatDaneIsRequired() {
        Failure required = new Failure(ResultType.DANE_REQUIRED, "dane-required: ...");

        assertFailures(DaneEvaluation.rejected(new HostDane.None("denied"), BASE, required), required);
        assertFailures(DaneEvaluation.rejected(TlsaSamples.records(BASE, false), "other", required), required);
        assertThat(DaneEvaluation.rejected(
                        new HostDane.Unreachable(BASE), BASE, new Failure(ResultType.VALIDATION_FAILURE, "no-address")))
                .isNull();
    }

    @Test
    void countsNothingWithoutDane() {
        assertThat(DaneEvaluation.of(new HostDane.None("off"), session(true, null)))
                .isNull();
    }
}
