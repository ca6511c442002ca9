package io.github.mtasts.tool.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintCommandTest {
    private static final String GOOD = "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 2592000\n";

    @TempDir
    Path folder;

    @Test
    void findsNothingInAGoodPolicy() {
        ToolRun.Result result = lint(GOOD);

        assertThat(result.out()).contains("    3 | mx: mx1.example.com", "- (policy): no findings");
        assertThat(result.status()).isEqualTo(ExitStatus.GOOD);
    }

    @Test
    @Tag("STS-10.2-06")
    void warnsAboutAnEnforcedPolicyThatSendersSoonForget() {
        ToolRun.Result result = lint(GOOD.replace("2592000", "3600"), "--json");

        assertThat(result.values("rule")).containsExactly("max-age-short");
        assertThat(result.values("severity")).containsExactly("warning");
        assertThat(result.values("what")).allMatch(what -> what.contains("prevents its discovery"));
    }

    @Test
    @Tag("STS-10.4-01")
    void warnsAboutAWildcardForTheWholeDomain() {
        String policy = GOOD.replace("mx1.example.com", "*.example.com");

        assertThat(lint(policy, "--json", "--domain", "example.com").values("rule"))
                .containsExactly("pattern-covers-domain");
        assertThat(lint(policy, "--json", "--domain", "mail.example.com").values("rule"))
                .containsExactly("pattern-covers-domain");
        assertThat(lint(policy, "--json", "--domain", "example.net").values("rule"))
                .isEmpty();
        assertThat(lint(GOOD.replace("mx1", "*.mx"), "--json", "--domain", "example.com")
                        .values("rule"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mode: enforce,mode: enforced,policy-invalid",
        "mx: mx1.example.com,mx: *.co.uk,pattern-too-wide",
        "mx: mx1.example.com,mx: mail,pattern-one-label",
        "mx: mx1.example.com,'mx: *.example.com\nmx: mx1.example.com',pattern-redundant",
        "mx: mx1.example.com,'mx: mx1.example.com\nMX: mx2.example.com',policy-field-unknown",
        "mx: mx1.example.com,'mx: mx1.example.com\ncontact: me',policy-field-unknown",
        "mode: enforce,'mode: enforce\nmode: enforce',policy-tolerated-fault",
        "version: STSv1,'version: STSv1\n',policy-tolerated-fault",
    })
    void namesOneFaultOfAPolicy(String line, String instead, String rule) {
        assertThat(lint(GOOD.replace(line, instead), "--json").values("rule")).containsExactly(rule);
    }

    @Test
    void refusesAPolicyThatIsTooLarge() {
        assertThat(lint(GOOD + "x: y\n".repeat(14_000), "--json").values("rule"))
                .contains("policy-too-large");
    }

    @Test
    void findsAShortMaxAgeOfModeNoneBetterThanALongOne() {
        String none = "version: STSv1\nmode: none\nmax_age: ";

        assertThat(lint(none + "86400\n", "--json").values("rule")).containsExactly("mode-none");
        assertThat(lint(none + "604800\n", "--json").values("rule")).containsExactly("mode-none", "none-kept-long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1; id=20260101T000000;",
                "_mta-sts.example.com. 3600 IN TXT \"v=STSv1; id=A1;\"",
                "_mta-sts TXT ( \"v=STSv1;\" \" id=A1;\" )",
                "\"v=STSv1; id=A1;\"",
                "v=TLSRPTv1; rua=mailto:tls@example.com",
                "_smtp._tls.example.com. IN TXT \"v=TLSRPTv1; rua=https://example.com/\\\"\" \"\"",
            })
    void readsRecordsInManyForms(String record) {
        ToolRun.Result result = lint(record + "\n");

        assertThat(result.out()).contains("(records)");
    }

    @Test
    void namesTheLineOfARecordThatIsNone() {
        ToolRun.Result result = lint(
                "; ours\nv=STSv1; id=A1;\nv=STSv1 id=A1\nv=TLSRPTv1;\nv=TLSRPTv1; rua=mailto:a@b.example,x\n",
                "--json");

        assertThat(result.values("rule")).containsExactly("record-invalid", "tlsrpt-invalid", "tlsrpt-tolerated-fault");
        assertThat(result.values("subject")).containsExactly("line 3", "line 4", "line 5");
        assertThat(result.status()).isEqualTo(ExitStatus.PROBLEM);
    }

    @Test
    void saysInOneSentenceWhyThereIsNoResult() throws IOException {
        ToolRun tool = new ToolRun(folder);

        ToolRun.Result missing = tool.run("lint", "nowhere.txt");
        assertThat(missing.status()).isEqualTo(ExitStatus.BROKEN);
        assertThat(missing.err())
                .isEqualToIgnoringNewLines("mta-sts: " + folder.resolve("nowhere.txt") + " does not exist");
        ToolRun.Result option = tool.run("lint", "--domain", "not a domain", "x");
        assertThat(option.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(option.err().lines()).hasSize(1);
        tool.file("large.txt", "x".repeat((1 << 20) + 1));
        assertThat(tool.run("lint", "large.txt").err()).contains("more than 1048576 octets");
    }

    @Test
    void neverPrintsAnEscapeOfAFile() {
        ToolRun.Result result = lint("version: STSv1\n\u001b[31mmode: x\u0007\n");

        assertThat(result.out()).doesNotContain("\u001b", "\u0007").contains("?[31mmode");
    }

    @Test
    void agreesWithTheParserAboutRealPolicies() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: real policies, because no folder is given with -Dmtasts.data=...");
        int policies = 0;
        try (Stream<Path> files = Files.list(Path.of(data, "policies"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                boolean isPolicy = PolicyParser.parse(Files.readAllBytes(file)) instanceof PolicyParse.Valid;

                ToolRun.Result result = new ToolRun(folder).run("lint", "--json", file.toString());

                assertThat(result.values("kind")).as(file.toString()).containsExactly("policy");
                assertThat(result.values("rule").stream()
                                .filter("policy-invalid"::equals)
                                .count())
                        .as(file + ": " + result.out())
                        .isEqualTo(isPolicy ? 0 : 1);
                policies++;
            }
        }
        assertThat(policies).isGreaterThan(100);
    }

    @Test
    void agreesWithTheParserAboutRealRecords() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: real records, because no folder is given with -Dmtasts.data=...");
        Path file = Path.of(data, "records", "mta-sts.txt");

        ToolRun.Result result = new ToolRun(folder).run("lint", "--json", file.toString());

        List<String> records = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        int line = records.indexOf("v=STSv1 id=021120211155") + 1;
        assertThat(result.values("rule")).containsExactly("record-invalid");
        assertThat(result.values("subject")).containsExactly("line " + line);
    }

    private ToolRun.Result lint(String text, String... options) {
        String[] arguments = Stream.of(Stream.of("lint"), Stream.of(options), Stream.of("-"))
                .flatMap(each -> each)
                .toArray(String[]::new);
        return new ToolRun(folder).input(text).run(arguments);
    }
}
