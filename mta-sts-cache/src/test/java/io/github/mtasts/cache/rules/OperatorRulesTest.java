package io.github.mtasts.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The format of rules, their precedence, and the messages for invalid lines. */
class OperatorRulesTest {
    private static final String NOT_A_NAME =
            " is not a domain name; write one such as example.com, or .example.com for all names below it";
    private static final String NOT_A_PATTERN = " is not an mx pattern; write a host name in A-labels such as"
            + " mx1.example.com, or *.example.com for any one label";

    @TempDir
    Path folder;

    /** Columns: line, a domain, its rule. */
    @ParameterizedTest
    @CsvSource({
        "example.com enforce mx1.example.com *.mail.example.com, example.com, enforce mx1.example.com"
                + " *.mail.example.com",
        "Example.COM. enforce MX1.Example.com., example.com, enforce mx1.example.com",
        "example.com testing, example.com, testing",
        "example.com ignore, example.com, ignore",
        "example.com follow, example.com, follow",
        "'  example.com\t \tignore\t# why', example.com, ignore",
        "example.com ignore #, example.com, ignore",
        "'# example.com ignore', example.com, follow",
        "'', example.com, follow",
        "' \t', example.com, follow",
        "'example.com ignore\r', example.com, ignore",
        "bücher.example ignore, xn--bcher-kva.example, ignore",
        "XN--BCHER-KVA.example ignore, xn--bcher-kva.example, ignore",
        ".bücher.example ignore, a.xn--bcher-kva.example, ignore",
        "example.com ignore, a.example.com, follow",
        ".Example.com ignore, a.example.com, ignore",
        ".example.com ignore, b.a.example.com, ignore",
        ".example.com ignore, example.com, follow",
        ".example.com ignore, xexample.com, follow",
        ".example.com ignore, example.com.example.net, follow",
        ".com ignore, example.com, ignore",
    })
    void readsALine(String line, String domain, String rule) {
        assertThat(describe(OperatorRules.parse(line), domain)).isEqualTo(rule);
    }

    @Test
    void readsRulesAboutDaneBesideThoseAboutPolicies() {
        OperatorRules rules = OperatorRules.parse("""
            .example.org     dane audit
            .example.org     testing
            x.example.org    dane follow
            example.com      dane require   # and no rule about its policy
            ignored.example  dane ignore
            """);

        assertThat(rules.daneRule(PolicyDomain.of("a.example.org"))).isEqualTo(DaneRule.AUDIT);
        assertThat(rules.rule(PolicyDomain.of("a.example.org"))).isInstanceOf(LocalRule.TreatAsTesting.class);
        assertThat(rules.daneRule(PolicyDomain.of("x.example.org"))).isEqualTo(DaneRule.FOLLOW);
        assertThat(rules.daneRule(PolicyDomain.of("example.com"))).isEqualTo(DaneRule.REQUIRE);
        assertThat(rules.rule(PolicyDomain.of("example.com"))).isEqualTo(LocalRule.FOLLOW);
        assertThat(rules.daneRule(PolicyDomain.of("ignored.example"))).isEqualTo(DaneRule.IGNORE);
        assertThat(rules.daneRule(PolicyDomain.of("other.example"))).isEqualTo(DaneRule.FOLLOW);
        assertThat(rules).hasToString("5 rules");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com dane | \"example.com\" has no rule about DANE; write follow, ignore, audit or require"
                        + " after dane",
                "example.com dane must | \"must\" is not a rule about DANE; write follow, ignore, audit or require",
                "example.com dane audit now | \"audit\" takes no further words; remove \"now\" or start a comment with"
                        + " #",
            })
    void refusesABadRuleAboutDane(String line, String problem) {
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() -> OperatorRules.parse(line))
                .withMessage("line 1: " + problem);
    }

    @Test
    void refusesTwoRulesAboutDaneForOneName() {
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() ->
                        OperatorRules.parse("example.com dane audit\nexample.com ignore\nexample.com dane ignore"))
                .withMessage("line 3: \"example.com\" already has a rule on line 1; keep one of the two");
    }

    @ParameterizedTest
    @CsvSource({
        "other.test, follow",
        "example.org, ignore",
        "a.example.org, testing",
        "b.a.example.org, testing",
        "x.example.org, follow",
        "y.x.example.org, testing",
        "deep.example.org, testing",
        "a.deep.example.org, enforce mx.example.org",
        "b.a.deep.example.org, enforce mx.example.org",
        "plain.deep.example.org, ignore",
        "a.open.deep.example.org, follow",
    })
    void prefersTheNameThenTheLongestSuffix(String domain, String rule) {
        OperatorRules rules = OperatorRules.parse("""
            .example.org testing
            example.org ignore
            x.example.org follow
            .deep.example.org enforce mx.example.org
            plain.deep.example.org ignore
            .open.deep.example.org follow
            """);
        assertThat(describe(rules, domain)).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exa_mple..com ignore | \"exa_mple..com\" NAME",
                "192.0.2.1 ignore | \"192.0.2.1\" NAME",
                "straße.example ignore | \"straße.example\" NAME",
                ". ignore | \".\" NAME",
                "..example.com ignore | \"..example.com\" NAME",
                "exam\u00a0ple.com ignore | \"exam<U+00A0>ple.com\" NAME",
                "*.example.com ignore | \"*.example.com\" is not a domain name;"
                        + " for all names below a domain, write \".example.com\"",
                "Example.com | \"example.com\" has no rule; write enforce, testing, ignore, follow or dane after it",
                "example.com # ignore | \"example.com\" has no rule; write enforce, testing, ignore, follow or dane"
                        + " after it",
                "example.com none | \"none\" is not a rule; write enforce, testing, ignore, follow or dane",
                "example.com IGNORE | \"IGNORE\" is not a rule; write enforce, testing, ignore, follow or dane",
                "example.com ignore me | \"ignore\" takes no further words; remove \"me\" or start a comment with #",
                "example.com testing mx | \"testing\" takes no further words; remove \"mx\" or start a comment with #",
                "example.com follow mx | \"follow\" takes no further words; remove \"mx\" or start a comment with #",
                "example.com enforce | \"example.com\" is to be enforced, but has no mx host;"
                        + " add each allowed host, such as mx1.example.com or *.example.com",
                "example.com enforce mx1.example.com mx*.example.com | \"mx*.example.com\" PATTERN",
                "example.com enforce mx_1.example.com | \"mx_1.example.com\" PATTERN",
                "example.com enforce mx1.example.com#old | \"mx1.example.com#old\" PATTERN",
                "example.com enforce 192.0.2.1 | \"192.0.2.1\" PATTERN",
                "example.com enforce *.0.2.1 | \"*.0.2.1\" PATTERN",
                "example.com enforce * | \"*\" PATTERN",
                "example.com enforce bücher.example | \"bücher.example\" PATTERN",
                "\ufeffexample.com ignore | the line has a byte order mark; save the file in UTF-8 without one",
                "# one\r"
                        + "example.com ignore | the line has the control character <U+000D>; remove it, or end the line"
                        + " there",
                "# one\u2028example.com ignore | the line has the control character <U+2028>; remove it, or end the"
                        + " line there",
            })
    void saysWhatIsWrongWithALine(String line, String problem) {
        String expected = problem.replace(" NAME", NOT_A_NAME).replace(" PATTERN", NOT_A_PATTERN);
        assertThat(problems("\n" + line + "\n")).containsExactly("line 2: " + expected);
    }

    @Test
    void namesEveryBadLineAndTakesNone() {
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() -> OperatorRules.parse("a.example\r\nb.example ignore\r\n\r\nc.example enforced\r\n"))
                .withMessage(
                        "line 1: \"a.example\" has no rule; write enforce, testing, ignore, follow or dane after it\n"
                                + "line 4: \"enforced\" is not a rule; write enforce, testing, ignore, follow or dane");
    }

    @Test
    void refusesASecondRuleNamingBothLines() {
        assertThat(problems("example.com ignore\n.example.com ignore\n\nEXAMPLE.com. ignore\n.Example.com follow"))
                .containsExactly(
                        "line 4: \"example.com\" already has a rule on line 1; keep one of the two",
                        "line 5: \".example.com\" already has a rule on line 2; keep one of the two");
    }

    @Test
    void boundsALine() {
        String line = "example.com ignore #" + "x".repeat(10_000 - 20);
        assertThat(OperatorRules.parse(line).size()).isEqualTo(1);
        assertThat(problems(line + "x"))
                .containsExactly("line 1: the line is longer than 10,000 characters; shorten it");
    }

    @Test
    void boundsTheRules() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append('a').append(Integer.toString(i, 36)).append(" ignore\n");
        }
        // 100,000 of the shortest rules exceed the size limit, so the limit on rules is reached with shorter words
        // only.
        assertThat(problems(text.toString())).hasSize(1);
    }

    @Test
    void boundsTheSize() throws IOException {
        String fits = "#\n".repeat(1 << 19);
        assertThat(OperatorRules.parse(fits).size()).isZero();
        assertThat(OperatorRules.load(write(fits)).size()).isZero();
        assertThat(problems(fits + "#"))
                .containsExactly("there are more than 1,048,576 characters; use fewer rules or suffixes");
        Path file = write(fits + "#");
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() -> OperatorRules.load(file))
                .withMessage(file + ": there are more than 1,048,576 octets; use fewer rules or suffixes");
    }

    @Test
    void stopsNamingBadLinesAtAThousand() {
        assertThat(problems("x\n".repeat(5_000)))
                .hasSize(1_001)
                .last()
                .isEqualTo("line 1001: more invalid lines follow; check that this is the right file");
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin");
        Files.write(file, "# ok ü\nx\nb\u00fccher.example ignore\nnext".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() -> OperatorRules.load(file))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(
                                "line 1: the line is not UTF-8; save the file in UTF-8",
                                "line 2: \"x\" has no rule; write enforce, testing, ignore, follow or dane"
                                        + " after it",
                                "line 3: the line is not UTF-8; save the file in UTF-8",
                                "line 4: \"next\" has no rule; write enforce, testing, ignore, follow or dane"
                                        + " after it"));
    }

    @Test
    void refusesAByteOrderMarkInAFile() throws IOException {
        Path file = write("\ufeffexample.com ignore\n");
        assertThatExceptionOfType(RulesException.class)
                .isThrownBy(() -> OperatorRules.load(file))
                .withMessage(file + ": line 1: the line has a byte order mark; save the file in UTF-8 without one");
    }

    @Test
    void loadsWhatItParses() throws IOException {
        OperatorRules rules = OperatorRules.load(write("bücher.example ignore\r\n.example.org testing"));
        assertThat(describe(rules, "xn--bcher-kva.example")).isEqualTo("ignore");
        assertThat(describe(rules, "a.example.org")).isEqualTo("testing");
        assertThat(rules).hasToString("2 rules");
    }

    @Test
    void answersTheSameObjectAgain() {
        OperatorRules rules = OperatorRules.parse(".example.com enforce mx.example.com\nexample.net ignore");
        for (String domain : List.of("a.example.com", "example.net", "other.test")) {
            assertThat(rules.rule(PolicyDomain.of(domain))).isSameAs(rules.rule(PolicyDomain.of(domain)));
        }
    }

    @Test
    void buildsWhatItParses() {
        OperatorRules rules = OperatorRules.builder()
                .requireEnforce("Example.com", "mx1.example.com", "*.mail.example.com")
                .treatAsTesting(".example.org")
                .ignore("example.net")
                .follow("x.example.org")
                .build();
        assertThat(describe(rules, "example.com")).isEqualTo("enforce mx1.example.com *.mail.example.com");
        assertThat(describe(rules, "a.example.org")).isEqualTo("testing");
        assertThat(describe(rules, "example.net")).isEqualTo("ignore");
        assertThat(describe(rules, "x.example.org")).isEqualTo("follow");
        assertThat(describe(OperatorRules.none(), "example.com")).isEqualTo("follow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a name", "*.example.com", "."})
    void buildsNoRuleForABadName(String name) {
        OperatorRules.Builder builder = OperatorRules.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.ignore(name))
                .withMessageStartingWith("\"" + name + "\" is not a domain name; ");
        assertThat(builder.build().size()).isZero();
    }

    @Test
    void buildsNoSecondRuleAndNoBadPattern() {
        OperatorRules.Builder builder = OperatorRules.builder().ignore("example.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.follow("EXAMPLE.com"))
                .withMessage("\"example.com\" already has a rule; each name and each suffix has one rule");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requireEnforce("example.net", "mx 1"))
                .withMessage("\"mx 1\"" + NOT_A_PATTERN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requireEnforce("example.net"))
                .withMessageStartingWith("\"example.net\" is to be enforced, but has no mx host; ");
        assertThat(builder.build().size()).isEqualTo(1);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("rules"), text);
    }

    private static List<String> problems(String text) {
        try {
            OperatorRules rules = OperatorRules.parse(text);
            throw new AssertionError("nothing is wrong with " + rules);
        } catch (RulesException e) {
            return e.problems();
        }
    }

    private static String describe(OperatorRules rules, String domain) {
        LocalRule rule = rules.rule(PolicyDomain.of(domain));
        if (rule instanceof LocalRule.RequireEnforce enforce) {
            return "enforce "
                    + String.join(
                            " ",
                            enforce.mxPatterns().stream().map(Object::toString).toList());
        }
        if (rule instanceof LocalRule.TreatAsTesting) {
            return "testing";
        }
        return rule instanceof LocalRule.Ignore ? "ignore" : "follow";
    }
}
