package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lines that a report quotes. */
class PolicyLinesTest {
    @Test
    @Tag("RPT-4.5-02")
    void quotesErroneousLinesUnchangedAndWithoutEndsAndBlankLines() {
        assertThat(refusedLines("mode: testing\r\nmx:bad_*\r\nfoo: bar\r\n\r\n"))
                .containsExactly("mode: testing", "mx:bad_*", "foo: bar");
        assertThat(refusedLines(" mode : x \t\n \t\nhello\u00fc\n")).containsExactly(" mode : x \t", "hello\u00fc");
    }

    @Test
    @Tag("RPT-4.5-02")
    void quotesTheLinesOfAValidPolicyAsServed() {
        byte[] body = bytes("version:STSv1 \nmode: none\r\n\nmax_age: 1\nMode: x \u00fc");
        assertThat(PolicySample.valid(PolicyParser.parse(body)).policy().lines())
                .containsExactly("version:STSv1 ", "mode: none", "max_age: 1", "Mode: x \u00fc");
    }

    @Test
    @Tag("STS-3.2-05")
    void doesNotSplitWhereTheParserDoesNot() {
        assertThat(refusedLines("version: STSv1\rmode: none\r\nfoo\r"))
                .containsExactly("version: STSv1\rmode: none", "foo\r");
        assertThat(refusedLines("a\u000bb\u2028c\u0085d\n")).containsExactly("a\u000bb\u2028c\u0085d");
    }

    @Test
    void quotesNoMoreOfAnInvalidBodyThanAReportNeeds() {
        List<String> lines =
                refusedLines("x".repeat(499) + "\ud83d\ude00" + "x".repeat(1000) + "\n" + "y\n".repeat(5000));

        assertThat(lines).hasSize(100).contains("y");
        assertThat(lines.get(0)).isEqualTo("x".repeat(499));
        assertThat(refusedLines("\u20ac".repeat(600)).get(0)).isEqualTo("\u20ac".repeat(500));
    }

    @Test
    void quotesAllOfALongValidPolicy() {
        String body = "version: STSv1\nmode: enforce\nmax_age: 1\n" + "mx: a.example\n".repeat(200);

        assertThat(PolicySample.valid(PolicyParser.parse(bytes(body))).policy().lines())
                .hasSize(203);
    }

    @Test
    void showsWhatIsNotUtf8AsReplacementCharacters() {
        byte[] body = {'x', (byte) 0xFF, 'y', '\n'};

        assertThat(PolicySample.invalid(PolicyParser.parse(body)).lines()).containsExactly("x\ufffdy");
    }

    private static List<String> refusedLines(String body) {
        return PolicySample.invalid(PolicyParser.parse(bytes(body))).lines();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
