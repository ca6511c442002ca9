package io.github.mtasts.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.dane.TlsaSamples;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.NoConstraint;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.ReportOnly;
import io.github.mtasts.outcome.MxDecision.RequireDane;
import io.github.mtasts.outcome.MxDecision.RequireTls;
import io.github.mtasts.outcome.MxDecision.RequireValidatedTls;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.resolution.DaneRule;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every cell of the table of what wins when both policies exist. */
class DaneDeciderTest {
    private static final HostDane UNKNOWN = new HostDane.Unknown("mx1", "SERVFAIL", LookupFault.DOMAIN, true);
    private static final HostDane RECORDS = TlsaSamples.records("mx1", true);
    private static final HostDane INSECURE_MX = TlsaSamples.records("mx1", false);
    private static final HostDane UNUSABLE = TlsaSamples.unusable("mx1");
    private static final HostDane NONE = new HostDane.None("denied");
    private static final HostDane UNREACHABLE = new HostDane.Unreachable("mx1");

    private static final MxDecision ENFORCE = new RequireValidatedTls(Scope.PUBLISHED);
    private static final MxDecision LOCAL = new RequireValidatedTls(Scope.LOCAL);
    private static final MxDecision TESTING = new ReportOnly(null);
    private static final MxDecision NOTHING = new NoConstraint();
    private static final MxDecision MISMATCH =
            new Reject(new Failure(ResultType.VALIDATION_FAILURE, "mx-mismatch"), Scope.PUBLISHED);
    private static final List<MxDecision> ALL = List.of(ENFORCE, LOCAL, TESTING, NOTHING);

    private static MxDecision follow(MxDecision sts, HostDane dane) {
        return DaneDecider.decide(sts, dane, DaneRule.FOLLOW);
    }

    @Test
    @Tag("DANE-2.1.2-04")
    void rejectsAHostWithUnknownRecordsWhateverThePolicy() {
        for (MxDecision sts : ALL) {
            assertThat(follow(sts, UNKNOWN)).isInstanceOfSatisfying(Reject.class, reject -> {
                assertThat(reject.scope()).isEqualTo(Scope.DANE);
                assertThat(reject.failure().type()).isEqualTo(ResultType.DNSSEC_INVALID);
            });
        }
    }

    @Test
    @Tag("DANE-2.2.2-08")
    void rejectsAHostWithoutAddress() {
        for (MxDecision sts : ALL) {
            assertThat(follow(sts, UNREACHABLE))
                    .isInstanceOfSatisfying(
                            Reject.class,
                            reject -> assertThat(reject.failure().reason()).startsWith("no-address: mx1"));
        }
    }

    @Test
    void requiresDaneAndWhatAPolicyEnforces() {
        for (HostDane records : List.of(RECORDS, INSECURE_MX)) {
            assertThat(follow(ENFORCE, records)).isEqualTo(new RequireDane(Scope.PUBLISHED));
            assertThat(follow(LOCAL, records)).isEqualTo(new RequireDane(Scope.LOCAL));
            assertThat(follow(TESTING, records)).isEqualTo(new RequireDane(null));
            assertThat(follow(NOTHING, records)).isEqualTo(new RequireDane(null));
        }
    }

    @Test
    @Tag("DANE-2.2-02")
    void requiresTlsWhereNoRecordIsUsableAndWhatAPolicyEnforces() {
        assertThat(follow(ENFORCE, UNUSABLE)).isEqualTo(ENFORCE);
        assertThat(follow(LOCAL, UNUSABLE)).isEqualTo(LOCAL);
        assertThat(follow(TESTING, UNUSABLE)).isEqualTo(new RequireTls());
        assertThat(follow(NOTHING, UNUSABLE)).isEqualTo(new RequireTls());
    }

    @Test
    void changesNothingWithoutDane() {
        for (MxDecision sts : ALL) {
            assertThat(follow(sts, NONE)).isEqualTo(sts);
        }
    }

    @Test
    void leavesAHostRejectedThatThePolicyRejects() {
        for (HostDane dane : List.of(UNKNOWN, RECORDS, UNUSABLE, NONE, UNREACHABLE)) {
            for (DaneRule rule : DaneRule.values()) {
                assertThat(DaneDecider.decide(MISMATCH, dane, rule)).isEqualTo(MISMATCH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DaneRule.class,
            names = {"IGNORE", "AUDIT"})
    @Tag("DANE-9.1-01")
    void blocksNothingWhereTheOperatorSaysSo(DaneRule rule) {
        for (HostDane dane : List.of(UNKNOWN, RECORDS, UNUSABLE, NONE, UNREACHABLE)) {
            for (MxDecision sts : ALL) {
                assertThat(DaneDecider.decide(sts, dane, rule)).isEqualTo(sts);
            }
        }
    }

    @Test
    @Tag("DANE-6-01")
    @Tag("DANE-2.2.1-06")
    void rejectsAllButAProvedHostWhereDaneIsRequired() {
        for (HostDane dane : List.of(NONE, UNUSABLE, INSECURE_MX)) {
            for (MxDecision sts : ALL) {
                assertThat(DaneDecider.decide(sts, dane, DaneRule.REQUIRE))
                        .isInstanceOfSatisfying(
                                Reject.class,
                                reject -> assertThat(reject.failure().type()).isEqualTo(ResultType.DANE_REQUIRED));
            }
        }
        assertThat(DaneDecider.decide(ENFORCE, RECORDS, DaneRule.REQUIRE)).isEqualTo(new RequireDane(Scope.PUBLISHED));
        assertThat(DaneDecider.decide(NOTHING, RECORDS, DaneRule.REQUIRE)).isEqualTo(new RequireDane(null));
        assertThat(Objects.requireNonNull(DaneDecider.failure(UNKNOWN, DaneRule.REQUIRE))
                        .type())
                .isEqualTo(ResultType.DNSSEC_INVALID);
    }

    @Test
    @Tag("STS-2-03")
    void standsInForThePublishedCertificateOnlyBehindSignedMxRecords() {
        MxDecision alone = new RequireDane(null);
        assertThat(DaneDecider.decide(ENFORCE, RECORDS, DaneRule.FOLLOW, true)).isEqualTo(alone);
        assertThat(DaneDecider.decide(LOCAL, RECORDS, DaneRule.FOLLOW, true)).isEqualTo(new RequireDane(Scope.LOCAL));
        assertThat(DaneDecider.decide(ENFORCE, INSECURE_MX, DaneRule.FOLLOW, true))
                .isEqualTo(new RequireDane(Scope.PUBLISHED));
        assertThat(DaneDecider.decide(ENFORCE, UNUSABLE, DaneRule.FOLLOW, true)).isEqualTo(ENFORCE);
        assertThat(DaneDecider.decide(MISMATCH, RECORDS, DaneRule.FOLLOW, true)).isEqualTo(MISMATCH);
    }

    @Test
    void saysWhatItRequires() {
        assertThat(new RequireDane(null)).hasToString("DANE required");
        assertThat(new RequireDane(Scope.PUBLISHED)).hasToString("DANE required, and validated TLS required");
        assertThat(new RequireTls()).hasToString("TLS required");
    }
}
