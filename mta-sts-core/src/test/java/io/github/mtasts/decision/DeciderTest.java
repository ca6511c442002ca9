package io.github.mtasts.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.NoConstraint;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.ReportOnly;
import io.github.mtasts.outcome.MxDecision.RequireValidatedTls;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.internal.Published;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mode, match and local rule, and each decision for a message that no policy may block. */
class DeciderTest {
    private static final MxHost MATCHING = MxHost.of("mx1.example.com");
    private static final MxHost FOREIGN = MxHost.of("evil.example.net");
    private static final MxHost UNDERSCORE = MxHost.of("mx_1.example.org");
    private static final MxHost HYPHEN = MxHost.fromRecord("mx-.example.org").orElseThrow();

    /** Covers the published hosts and not the foreign one; {@code requireOther} covers only the foreign one. */
    private static final LocalRule REQUIRE = new LocalRule.RequireEnforce(
            Published.policy("enforce", 1, "mx1.example.com", "*.example.org").mxPatterns());

    private static final LocalRule REQUIRE_OTHER = new LocalRule.RequireEnforce(
            Published.policy("enforce", 1, "evil.example.net").mxPatterns());

    /** Columns: mode, local rule, host, the decision, the decision for a message that no policy may block. */
    @ParameterizedTest
    @Tag("STS-4-01")
    @Tag("STS-5-01")
    @Tag("STS-5-04")
    @Tag("STS-5-06")
    @CsvSource({
        "enforce, follow,       matching,   require published, report",
        "enforce, follow,       foreign,    reject published,  report mismatch",
        "enforce, follow,       hyphen,     reject published,  report mismatch",
        "enforce, follow,       underscore, require published, report",
        "testing, follow,       underscore, report,            report",
        "absent,  require,      underscore, require local,     nothing",
        "absent,  follow,       hyphen,     nothing,           nothing",
        "enforce, testing,      matching,   report,            report",
        "enforce, testing,      foreign,    report mismatch,   report mismatch",
        "enforce, testing,      hyphen,     report mismatch,   report mismatch",
        "enforce, require,      matching,   require published, report",
        "enforce, require,      foreign,    reject published,  report mismatch",
        "enforce, require,      hyphen,     reject published,  report mismatch",
        "enforce, requireOther, matching,   reject local,      nothing",
        "enforce, requireOther, foreign,    reject published,  report mismatch",
        "testing, follow,       matching,   report,            report",
        "testing, follow,       foreign,    report mismatch,   report mismatch",
        "testing, follow,       hyphen,     report mismatch,   report mismatch",
        "testing, testing,      matching,   report,            report",
        "testing, testing,      foreign,    report mismatch,   report mismatch",
        "testing, require,      matching,   require local,     nothing",
        "testing, require,      foreign,    reject published,  report mismatch",
        "testing, require,      hyphen,     reject published,  report mismatch",
        "testing, requireOther, matching,   reject local,      nothing",
        "testing, requireOther, foreign,    require local,     nothing",
        "none,    follow,       matching,   nothing,           nothing",
        "none,    follow,       foreign,    nothing,           nothing",
        "none,    follow,       hyphen,     nothing,           nothing",
        "none,    testing,      foreign,    nothing,           nothing",
        "none,    require,      matching,   require local,     nothing",
        "none,    require,      foreign,    reject local,      nothing",
        "none,    require,      hyphen,     reject local,      nothing",
        "absent,  follow,       foreign,    nothing,           nothing",
        "absent,  ignore,       foreign,    nothing,           nothing",
        "absent,  testing,      foreign,    nothing,           nothing",
        "absent,  require,      matching,   require local,     nothing",
        "absent,  require,      foreign,    reject local,      nothing",
        "absent,  require,      hyphen,     reject local,      nothing",
    })
    void decidesByModeRuleAndName(String mode, String rule, String host, String decided, String unblocked) {
        MxDecision decision = Decider.decide(policy(mode), rule(rule), host(host));
        assertThat(describe(decision)).isEqualTo(decided);
        assertThat(describe(Decider.withoutBlocking(decision))).isEqualTo(unblocked);
    }

    @Test
    @Tag("STS-6-04")
    void saysWhyAHostIsRejected() {
        assertThat(Decider.decide(policy("enforce"), LocalRule.FOLLOW, FOREIGN))
                .isEqualTo(new Reject(
                        failure("mx-mismatch: evil.example.net matches no mx pattern of the policy"), Scope.PUBLISHED));
        assertThat(Decider.decide(null, REQUIRE, FOREIGN))
                .isEqualTo(new Reject(
                        failure("mx-mismatch: evil.example.net matches no mx pattern of the local rule"), Scope.LOCAL));
        assertThat(Decider.decide(null, REQUIRE, HYPHEN))
                .isEqualTo(new Reject(
                        failure("mx-name-invalid: mx-.example.org is not a host name that a certificate can prove"),
                        Scope.LOCAL));
    }

    @Test
    void tellsTheMismatchWhateverIsEnforced() {
        for (String mode : List.of("enforce", "testing")) {
            assertThat(Decider.mismatch(published(mode), MATCHING)).isNull();
            assertThat(Decider.mismatch(published(mode), FOREIGN))
                    .isEqualTo(failure("mx-mismatch: evil.example.net matches no mx pattern of the policy"));
            assertThat(Decider.mismatch(published(mode), HYPHEN))
                    .isEqualTo(failure(
                            "mx-name-invalid: mx-.example.org is not a host name that a certificate can prove"));
        }
        assertThat(Decider.mismatch(published("none"), FOREIGN)).isNull();
    }

    @Test
    void aDecisionThatAllIsAsItShouldBeAllocatesNothing() {
        assertThat(Decider.decide(policy("enforce"), LocalRule.FOLLOW, MATCHING))
                .isSameAs(Decider.decide(policy("enforce"), LocalRule.FOLLOW, MATCHING));
        assertThat(Decider.decide(null, REQUIRE, MATCHING)).isSameAs(Decider.decide(null, REQUIRE, MATCHING));
    }

    private static StsPolicy published(String mode) {
        return Published.policy(mode, 86_400, "mx1.example.com", "*.example.org");
    }

    private static @Nullable StsPolicy policy(String mode) {
        return mode.equals("absent") ? null : published(mode);
    }

    private static LocalRule rule(String name) {
        return switch (name) {
            case "follow" -> LocalRule.FOLLOW;
            case "ignore" -> new LocalRule.Ignore();
            case "testing" -> new LocalRule.TreatAsTesting();
            case "require" -> REQUIRE;
            case "requireOther" -> REQUIRE_OTHER;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static MxHost host(String name) {
        return switch (name) {
            case "matching" -> MATCHING;
            case "foreign" -> FOREIGN;
            case "underscore" -> UNDERSCORE;
            case "hyphen" -> HYPHEN;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String describe(MxDecision decision) {
        if (decision instanceof Reject reject) {
            return reject.scope() == Scope.PUBLISHED ? "reject published" : "reject local";
        }
        if (decision instanceof RequireValidatedTls require) {
            return require.scope() == Scope.PUBLISHED ? "require published" : "require local";
        }
        if (decision instanceof ReportOnly report) {
            return report.mismatch() == null ? "report" : "report mismatch";
        }
        assertThat(decision).isInstanceOf(NoConstraint.class);
        return "nothing";
    }

    private static Failure failure(String reason) {
        return new Failure(ResultType.VALIDATION_FAILURE, reason);
    }
}
