package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.testkit.TestNetwork;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of smtp_tls_policy_maps for every case of the table in docs/postfix.md. */
class PostfixTableTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final PostfixTable OLD = new PostfixTable(false, true);
    private static final PostfixTable TLSRPT = new PostfixTable(true, true);
    private static final PostfixTable TLSRPT_WITHOUT_MAY = new PostfixTable(true, false);
    private static final String ENFORCE = TestNetwork.policy("enforce", 86_400, "mx1.example.com", "*.example.net");
    private static final String MATCH = "OK secure match=mx1.example.com:.example.net servername=hostname";

    private static StsPolicy policy(String text) {
        return ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))).policy();
    }

    private static InForce inForce(String text) {
        return new InForce(policy(text), Source.CACHE, null);
    }

    private static String old(PolicyResolution resolution, LocalRule rule) {
        return OLD.reply(DOMAIN, Stance.of(resolution, rule, DaneRule.FOLLOW)).text();
    }

    private static String tlsRpt(PolicyResolution resolution, LocalRule rule) {
        return TLSRPT.reply(DOMAIN, Stance.of(resolution, rule, DaneRule.FOLLOW))
                .text();
    }

    private static LocalRule.RequireEnforce require(String... patterns) {
        return new LocalRule.RequireEnforce(Arrays.stream(patterns)
                .map(each -> MxPattern.parse(each).orElseThrow())
                .toList());
    }

    @Test
    void anEnforcedPolicyNamesItsHosts() {
        assertThat(old(inForce(ENFORCE), LocalRule.FOLLOW)).isEqualTo(MATCH);
        assertThat(tlsRpt(inForce(ENFORCE), LocalRule.FOLLOW))
                .isEqualTo(MATCH + " policy_type=sts policy_domain=example.com { policy_string = version: STSv1 }"
                        + " { policy_string = mode: enforce } { policy_string = mx: mx1.example.com }"
                        + " { policy_string = mx: *.example.net } { policy_string = max_age: 86400 }"
                        + " mx_host_pattern=mx1.example.com mx_host_pattern=*.example.net");
    }

    @Test
    void aTestingPolicyAsksForNothingAndIsReportedWherePostfixMayUseMay() {
        InForce testing = inForce(TestNetwork.policy("testing", 86_400, "mx1.example.com"));

        assertThat(old(testing, LocalRule.FOLLOW)).isEqualTo("NOTFOUND ");
        assertThat(tlsRpt(testing, LocalRule.FOLLOW))
                .startsWith("OK may policy_type=sts policy_domain=example.com { policy_string = version: STSv1 }");
        assertThat(TLSRPT_WITHOUT_MAY
                        .reply(DOMAIN, Stance.of(testing, LocalRule.FOLLOW, DaneRule.FOLLOW))
                        .text())
                .isEqualTo("NOTFOUND ");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void withoutAPolicyNothingIsAsked(Reason reason) {
        NoPolicy none = new NoPolicy(reason, null, List.of());

        assertThat(old(none, LocalRule.FOLLOW)).isEqualTo("NOTFOUND ");
        assertThat(tlsRpt(none, LocalRule.FOLLOW))
                .isEqualTo(reason == Reason.FETCH_FAILED ? "OK may policy_type=no-policy-found" : "NOTFOUND ");
        assertThat(TLSRPT_WITHOUT_MAY
                        .reply(DOMAIN, Stance.of(none, LocalRule.FOLLOW, DaneRule.FOLLOW))
                        .text())
                .isEqualTo("NOTFOUND ");
    }

    @Test
    void modeNoneAsksForNothing() {
        InForce none = inForce("version: STSv1\nmode: none\nmax_age: 86400\n");

        assertThat(old(none, LocalRule.FOLLOW)).isEqualTo("NOTFOUND ");
        assertThat(tlsRpt(none, LocalRule.FOLLOW)).isEqualTo("NOTFOUND ");
    }

    @Test
    void whatIsNotKnownWaits() {
        Undetermined unknown = new Undetermined("the cache could not be read");

        assertThat(old(unknown, LocalRule.FOLLOW)).startsWith("TEMP the policy is not known now: the cache");
        assertThat(tlsRpt(unknown, LocalRule.FOLLOW)).startsWith("TEMP ");
        assertThat(old(unknown, require("mx1.example.com"))).startsWith("TEMP ");
    }

    @Test
    void theRulesOfTheOperatorCount() {
        assertThat(old(inForce(ENFORCE), new LocalRule.TreatAsTesting())).isEqualTo("NOTFOUND ");
        assertThat(tlsRpt(inForce(ENFORCE), new LocalRule.TreatAsTesting())).startsWith("OK may policy_type=sts");
        assertThat(old(inForce(ENFORCE), new LocalRule.Ignore())).isEqualTo("NOTFOUND ");
        NoPolicy none = new NoPolicy(Reason.NOT_PUBLISHED, null, List.of());
        assertThat(tlsRpt(none, require("mx1.example.com")))
                .isEqualTo("OK secure match=mx1.example.com servername=hostname");
    }

    @Test
    void policyAndRuleTogetherPermitWhatBothPermit() {
        assertThat(old(inForce(ENFORCE), require("mx1.example.com", "mx7.example.net", "mx9.example.org")))
                .isEqualTo("OK secure match=mx1.example.com:mx7.example.net servername=hostname");
        assertThat(old(inForce(ENFORCE), require("*.example.net", "*.example.com")))
                .isEqualTo("OK secure match=mx1.example.com:.example.net servername=hostname");
        assertThat(old(inForce(ENFORCE), require("mx2.example.com")))
                .isEqualTo("TEMP no host satisfies both the policy of example.com and the rules of the operator");
    }

    @Test
    void saysWhoNamesNoHostThatPostfixCanBeTold() {
        String numbers = TestNetwork.policy("enforce", 86_400, "mx.1");

        assertThat(old(inForce(numbers), LocalRule.FOLLOW))
                .isEqualTo("TEMP the policy of example.com names no host that Postfix could match");
        NoPolicy none = new NoPolicy(Reason.NOT_PUBLISHED, null, List.of());
        assertThat(old(none, require("mx.1")))
                .isEqualTo("TEMP the rules of the operator name no host for example.com that Postfix could match");
    }

    @Test
    void daneIsAnsweredWhereTheOperatorRequiresIt() {
        Stance dane = Stance.of(inForce(ENFORCE), LocalRule.FOLLOW, DaneRule.REQUIRE);
        Stance both = Stance.of(inForce(ENFORCE), require("mx1.example.com"), DaneRule.REQUIRE);

        assertThat(OLD.reply(DOMAIN, dane).text()).isEqualTo("OK dane-only");
        assertThat(OLD.reply(DOMAIN, both).text()).startsWith("TEMP two rules of the operator");
    }

    @Test
    void anAddressIsNoHost() {
        String text = TestNetwork.policy("enforce", 86_400, "192.0.2.1", "mx1.example.com");

        assertThat(old(inForce(text), LocalRule.FOLLOW))
                .isEqualTo("OK secure match=mx1.example.com servername=hostname");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: } match=.evil.example { a = b",
                "x: { policy_ttl = 1",
                "x: a\u0001b",
                "x: \u00e9",
                "x: a\u007fb",
                "x: \u2028b"
            })
    void aHostilePolicyInjectsNothing(String extension) {
        PolicyParse parse = PolicyParser.parse((ENFORCE + extension + "\r\n").getBytes(StandardCharsets.UTF_8));
        if (parse instanceof PolicyParse.Valid valid) {
            String reply = tlsRpt(new InForce(valid.policy(), Source.CACHE, null), LocalRule.FOLLOW);

            assertThat(reply).isEqualTo(tlsRpt(inForce(ENFORCE), LocalRule.FOLLOW));
        }
    }

    @Test
    void aHarmlessExtensionIsQuoted() {
        assertThat(tlsRpt(inForce(ENFORCE + "x-note: a=b, c\r\n"), LocalRule.FOLLOW))
                .contains(" { policy_string = x-note: a=b, c } mx_host_pattern=");
    }

    @Test
    void aLongPolicyStaysWithinAReply() {
        String patterns = IntStream.range(0, 3_900)
                .mapToObj(i -> "mx: m" + i + ".t.test\n")
                .collect(Collectors.joining());
        InForce longest = inForce("version: STSv1\nmode: enforce\n" + patterns + "max_age: 86400\n");

        Reply reply = TLSRPT.reply(DOMAIN, Stance.of(longest, LocalRule.FOLLOW, DaneRule.FOLLOW));

        assertThat(reply.text().length()).isLessThanOrEqualTo(Reply.LIMIT_OCTETS);
        assertThat(reply.data())
                .startsWith("secure match=m0.t.test:m1.t.test:")
                .endsWith(" servername=hostname policy_type=sts policy_domain=example.com");
    }

    /** Postfix takes these words for the name of whatever host it has reached, and of the domain. */
    @Test
    void aPolicyCannotSayTheWordsOfPostfixThatStandForAnyHost() {
        String words = TestNetwork.policy("enforce", 86_400, "hostname", "nexthop", "dot-nexthop", "mx1.example.com");

        assertThat(old(inForce(words), LocalRule.FOLLOW))
                .isEqualTo("OK secure match=mx1.example.com servername=hostname");
        assertThat(old(inForce(TestNetwork.policy("enforce", 86_400, "hostname")), LocalRule.FOLLOW))
                .startsWith("TEMP the policy of example.com names no host");
    }
}
