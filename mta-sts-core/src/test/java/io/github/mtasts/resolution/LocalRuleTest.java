package io.github.mtasts.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hosts that an operator's rule permits, and the words for it in a deferral. */
class LocalRuleTest {
    private static final MxPattern ONE = MxPattern.parse("mx.example.com").orElseThrow();
    private static final MxPattern ANY = MxPattern.parse("*.example.net").orElseThrow();

    @Test
    void aRulePermitsTheHostsOfAnyOfItsPatterns() {
        LocalRule.RequireEnforce rule = new LocalRule.RequireEnforce(List.of(ONE, ANY));
        assertThat(rule.permits(MxHost.of("mx.example.com"))).isTrue();
        assertThat(rule.permits(MxHost.of("a.example.net"))).isTrue();
        assertThat(rule.permits(MxHost.of("example.net"))).isFalse();
        assertThat(rule.permits(MxHost.of("mx.example.org"))).isFalse();
    }

    @Test
    void aRuleWithoutHostsWouldHoldAllMail() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalRule.RequireEnforce(List.of()))
                .withMessageContaining("pass at least one");
    }

    @Test
    void aRuleDoesNotChangeWithTheListItWasMadeOf() {
        List<MxPattern> patterns = new ArrayList<>(List.of(ONE));
        LocalRule.RequireEnforce rule = new LocalRule.RequireEnforce(patterns);
        patterns.add(ANY);
        assertThat(rule.permits(MxHost.of("a.example.net"))).isFalse();
        assertThatThrownBy(() -> rule.mxPatterns().add(ANY)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aDeferralNamesTheRuleInWords() {
        assertThat(List.of(
                        LocalRule.FOLLOW,
                        new LocalRule.Ignore(),
                        new LocalRule.TreatAsTesting(),
                        new LocalRule.RequireEnforce(List.of(ONE, ANY))))
                .extracting(LocalRule::toString)
                .containsExactly(
                        "follow the published policy",
                        "ignore the published policy",
                        "treat the published policy as testing",
                        "require validated TLS with [mx.example.com, *.example.net]");
    }
}
