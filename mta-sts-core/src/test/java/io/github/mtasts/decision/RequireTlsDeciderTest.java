package io.github.mtasts.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.dane.TlsaSamples;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.NoConstraint;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.ReportOnly;
import io.github.mtasts.outcome.MxDecision.RequireDane;
import io.github.mtasts.outcome.MxDecision.RequireTls;
import io.github.mtasts.outcome.MxDecision.RequireValidatedTls;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every cell of the column of REQUIRETLS in the table of what wins when policies exist. */
class RequireTlsDeciderTest {
    private static final MxHost HOST = MxHost.of("mx1.example.com");
    private static final MxDecision PUBLISHED = new RequireValidatedTls(Scope.PUBLISHED);
    private static final MxDecision LOCAL = new RequireValidatedTls(Scope.LOCAL);
    private static final MxDecision REJECTED =
            new Reject(new Failure(ResultType.DNSSEC_INVALID, "dane-unknown"), Scope.DANE);
    private static final HostDane UNSIGNED = new HostDane.None("unsigned");

    private static StsPolicy policy(PolicyMode mode, String pattern) {
        String text = "version: STSv1\nmode: " + mode.token() + "\nmx: " + pattern + "\nmax_age: 86400\n";
        return ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))).policy();
    }

    @Test
    void leavesARejectedHostRejected() {
        assertThat(RequireTlsDecider.decide(REJECTED, HOST, true)).isEqualTo(REJECTED);
        assertThat(RequireTlsDecider.decide(REJECTED, HOST, false)).isEqualTo(REJECTED);
    }

    @Test
    @Tag("RTLS-2-05")
    void takesDaneForAuthentication() {
        for (Scope validated : new Scope[] {null, Scope.PUBLISHED, Scope.LOCAL}) {
            MxDecision dane = new RequireDane(validated);
            assertThat(RequireTlsDecider.decide(dane, HOST, true)).isEqualTo(dane);
        }
    }

    @Test
    @Tag("RTLS-2-06")
    void requiresAValidCertificateWithoutDane() {
        for (MxDecision loose : List.of(new RequireTls(), new ReportOnly(null), new NoConstraint())) {
            assertThat(RequireTlsDecider.decide(loose, HOST, true)).isEqualTo(LOCAL);
        }
        assertThat(RequireTlsDecider.decide(PUBLISHED, HOST, true)).isEqualTo(PUBLISHED);
        assertThat(RequireTlsDecider.decide(LOCAL, HOST, true)).isEqualTo(LOCAL);
    }

    @Test
    @Tag("RTLS-2-03")
    void rejectsAHostThatNothingProves() {
        for (MxDecision any : List.of(new RequireDane(null), new RequireTls(), new ReportOnly(null), LOCAL)) {
            assertThat(RequireTlsDecider.decide(any, HOST, false)).isInstanceOfSatisfying(Reject.class, reject -> {
                assertThat(reject.scope()).isEqualTo(Scope.LOCAL);
                assertThat(reject.failure().reason())
                        .startsWith("mx-not-proved")
                        .contains(HOST.name());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PolicyMode.class,
            names = {"ENFORCE", "TESTING"})
    @Tag("RTLS-2-04")
    void takesAPolicyThatNamesTheHostForAProof(PolicyMode mode) {
        assertThat(RequireTlsDecider.isProved(policy(mode, "*.example.com"), UNSIGNED, HOST, false))
                .isTrue();
        assertThat(RequireTlsDecider.isProved(policy(mode, "*.example.net"), UNSIGNED, HOST, false))
                .isFalse();
    }

    @Test
    @Tag("RTLS-2-04")
    void takesModeNoneForNone() {
        assertThat(RequireTlsDecider.isProved(policy(PolicyMode.NONE, HOST.name()), UNSIGNED, HOST, false))
                .isFalse();
        assertThat(RequireTlsDecider.isProved(null, UNSIGNED, HOST, false)).isFalse();
    }

    @Test
    @Tag("RTLS-2-03")
    @Tag("RTLS-2-08")
    void takesSignedMxRecordsOrNoneForAProof() {
        for (HostDane signed : List.of(
                TlsaSamples.records("mx1", true), TlsaSamples.unusable("mx1"), new HostDane.None("denied", true))) {
            assertThat(RequireTlsDecider.isProved(null, signed, HOST, false)).isTrue();
        }
        for (HostDane unsigned : List.of(
                TlsaSamples.records("mx1", false),
                UNSIGNED,
                new HostDane.Unknown("mx1", "SERVFAIL", LookupFault.DOMAIN, true),
                new HostDane.Unreachable("mx1"))) {
            assertThat(RequireTlsDecider.isProved(null, unsigned, HOST, false)).isFalse();
            assertThat(RequireTlsDecider.isProved(null, unsigned, HOST, true)).isTrue();
        }
    }

    @Test
    @Tag("RTLS-2-09")
    void rejectsAnAddress() {
        assertThat(RequireTlsDecider.ofAddress())
                .isInstanceOfSatisfying(
                        Reject.class,
                        reject -> assertThat(reject.failure().reason()).startsWith("address-literal"));
    }
}
