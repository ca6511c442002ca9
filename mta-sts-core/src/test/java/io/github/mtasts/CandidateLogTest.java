package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Opening.NotReady;
import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CandidateLogTest {
    private static final MxHost FIRST = MxHost.of("mx1.example.com");
    private static final MxHost SECOND = MxHost.of("mx2.example.com");
    private static final Failure UNTRUSTED = new Failure(ResultType.CERTIFICATE_NOT_TRUSTED, "unknown root");
    private static final Failure TLSA = new Failure(ResultType.TLSA_INVALID, "no record matches");
    private static final MxDecision BY_POLICY = new MxDecision.RequireValidatedTls(Scope.PUBLISHED);
    private static final MxDecision BY_RULE = new MxDecision.RequireValidatedTls(Scope.LOCAL);

    private final CandidateLog log = new CandidateLog("the operator's rule");

    private static Opening<String> ended(Cause cause, Failure... failures) {
        return new NotReady<>(cause, List.of(failures), null);
    }

    @Test
    void hasNoStatusWithoutAHost() {
        assertThat(log.status()).isNull();
        assertThat(log).hasToString("");
        assertThat(log.isBlockedByPolicy()).isFalse();
    }

    /** RFC 3463. */
    @ParameterizedTest
    @CsvSource({
        "NO_STARTTLS, 4.7.5",
        "TLS, 4.7.5",
        "NO_REQUIRETLS, 4.7.5",
        "UNREACHABLE, 4.4.1",
        "TIMEOUT, 4.4.1",
        "SMTP, 4.4.2",
        "ENDED, 4.3.0"
    })
    void tellsHowAnOpeningEnded(Cause cause, String status) {
        log.opened(FIRST, BY_POLICY, ended(cause));

        assertThat(log.status()).isEqualTo(status);
    }

    @Test
    void tellsThatTheHostRefused() {
        log.opened(FIRST, BY_POLICY, new NotReady<>(Cause.SMTP, List.of(), "554 no"));

        assertThat(log.status()).isEqualTo("4.3.2");
        assertThat(log).hasToString("mx1.example.com: not ready: smtp, reply: 554 no");
    }

    @Test
    void aBlockedHostDecidesTheStatusWhateverFollows() {
        log.opened(FIRST, BY_POLICY, ended(Cause.TLS, UNTRUSTED));
        log.opened(SECOND, BY_POLICY, ended(Cause.UNREACHABLE));

        assertThat(log.status()).isEqualTo("4.7.5");
        assertThat(log.isBlockedByPolicy()).isTrue();
    }

    /** A host that was blocked at one address and could not be reached at another was blocked. */
    @Test
    void keepsTheStrongerEndOfAHost() {
        log.opened(FIRST, BY_POLICY, ended(Cause.TLS, UNTRUSTED));
        log.opened(FIRST, BY_POLICY, ended(Cause.UNREACHABLE));
        assertThat(log.toString()).contains("not ready: tls").doesNotContain("unreachable");

        log.opened(SECOND, BY_POLICY, ended(Cause.UNREACHABLE));
        log.opened(SECOND, BY_POLICY, ended(Cause.NO_STARTTLS));
        assertThat(log.toString()).contains("mx2.example.com: not ready: no starttls");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "SMTP", "TIMEOUT", "ENDED", "NO_REQUIRETLS"})
    void noPolicyBlocksAHostThatCouldNotBeAsked(Cause cause) {
        log.opened(FIRST, BY_POLICY, ended(cause));

        assertThat(log.isBlockedByPolicy()).isFalse();
    }

    /** A refusal by TLSA records is not one by the policy, unless the certificate failed besides. */
    @Test
    void tellsThePolicyFromTheRecordsOfTheHost() {
        MxDecision both = new MxDecision.RequireDane(Scope.PUBLISHED);
        log.opened(FIRST, both, ended(Cause.TLS, TLSA));
        assertThat(log.isBlockedByPolicy()).isFalse();
        log.opened(SECOND, both, ended(Cause.TLS, TLSA, UNTRUSTED));
        assertThat(log.isBlockedByPolicy()).isTrue();
    }

    @Test
    void noPolicyIsBehindTheRecordsAlone() {
        log.opened(FIRST, new MxDecision.RequireDane(null), ended(Cause.TLS, UNTRUSTED));

        assertThat(log.status()).isEqualTo("4.7.5");
        assertThat(log.isBlockedByPolicy()).isFalse();
    }

    @Test
    void namesARequirementThatTheDomainDidNotPublish() {
        log.opened(FIRST, BY_RULE, ended(Cause.TLS, UNTRUSTED));
        log.rejected("mx2.example.com", UNTRUSTED, Scope.LOCAL);
        assertThat(log.toString())
                .contains("unknown root)], required by the operator's rule; ")
                .endsWith("mx2.example.com: unknown root, required by the operator's rule");
    }

    @Test
    void doesNotNameItWhereTheDomainPublishedIt() {
        log.opened(FIRST, BY_POLICY, ended(Cause.TLS, UNTRUSTED));
        log.opened(SECOND, BY_RULE, ended(Cause.UNREACHABLE));
        log.rejected("mx3.example.com", UNTRUSTED, Scope.PUBLISHED);
        log.rejected("mx4.example.com", UNTRUSTED, null);

        assertThat(log.toString()).doesNotContain("required by");
        assertThat(log.isBlockedByPolicy()).isTrue();
    }

    @Test
    void tellsOfHostsThatWereNotDialled() {
        log.excluded(FIRST, "4.7.5", TLSA);
        log.withoutRequireTls(SECOND);

        assertThat(log)
                .hasToString("mx1.example.com: no record matches; mx2.example.com: it offers no REQUIRETLS over TLS");
        assertThat(log.status()).isEqualTo("4.7.5");
        assertThat(log.isBlockedByPolicy()).isFalse();
    }

    /** A host beyond the sixteen that the sentence names still decides the status. */
    @Test
    void namesAtMostSixteenHosts() {
        for (int i = 0; i < 16; i++) {
            log.opened(MxHost.of("mx" + i + ".example.net"), BY_POLICY, ended(Cause.UNREACHABLE));
        }
        log.opened(FIRST, BY_POLICY, ended(Cause.TLS, UNTRUSTED));

        assertThat(log.toString()).contains("mx15.example.net").doesNotContain("mx1.example.com");
        assertThat(log.status()).isEqualTo("4.7.5");
        assertThat(log.isBlockedByPolicy()).isTrue();
    }

    @Test
    void aMismatchOfAHostCountsOnce() {
        assertThat(log.isFirstMismatch(FIRST)).isTrue();
        assertThat(log.isFirstMismatch(FIRST)).isFalse();
        assertThat(log.isFirstMismatch(SECOND)).isTrue();
    }
}
