package io.github.mtasts.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.Samples;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.lab.scenario.Seen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultPageTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void showsEachVerdictWithItsReasonAndALinkToItsEvidence() {
        String page = ResultPage.of(List.of(
                Samples.sender("library", Samples.row("starttls-stripped", "safe", "it waited")),
                Samples.sender("careless", Samples.row("starttls-stripped", "leaked", "it was read"))));

        assertThat(cells(page))
                .containsExactly(
                        "<a class=\"verdict safe\" id=\"starttls-stripped--library\""
                                + " href=\"#starttls-stripped--library\" title=\"it waited\">safe</a>"
                                + "<span class=\"why\">it waited</span>",
                        "<a class=\"verdict leaked\" id=\"starttls-stripped--careless\""
                                + " href=\"#starttls-stripped--careless\" title=\"it was read\">leaked</a>"
                                + "<span class=\"why\">it was read</span>");
    }

    @Test
    void hasTheEvidenceOfEachVerdict() throws Exception {
        String page = ResultPage.of(List.of(
                Samples.sender("library", Samples.row("starttls-stripped", "safe", "it waited", Samples.WITHIN_TLS)),
                Samples.sender(
                        "careless", Samples.row("starttls-stripped", "leaked", "it was read", Samples.IN_CLEAR))));

        JsonNode data = data(page);
        JsonNode trial = data.path("trials").path("starttls-stripped--careless");
        JsonNode step = data.path("steps").path(trial.path("steps").path(0).asInt());
        JsonNode line = data.path("lines").path(step.path("lines").path(0).asInt());
        assertThat(data.path("trials").fieldNames())
                .toIterable()
                .containsExactly("starttls-stripped--library", "starttls-stripped--careless");
        assertThat(trial.path("sender").asText()).isEqualTo("careless");
        assertThat(trial.path("verdict").asText()).isEqualTo("leaked");
        assertThat(trial.path("why").asText()).isEqualTo("it was read");
        assertThat(trial.path("reports").path(0).asText()).isEqualTo("{\"policies\":[]}");
        assertThat(data.path("scenarios").path(trial.path("scenario").asInt()))
                .isEqualTo(new ObjectMapper()
                        .valueToTree(ScenarioInfo.of(Samples.row("starttls-stripped", "leaked", "it was read"))));
        assertThat(step.path("at").asText()).isEqualTo("+0d 00:00");
        assertThat(step.path("what").asText()).isEqualTo("the message is sent");
        assertThat(line.path("who").asText()).isEqualTo("sender");
        assertThat(line.path("where").asText()).isEqualTo("the attacker at " + ScenarioContext.MX);
        assertThat(line.path("tls").asBoolean()).isFalse();
        assertThat(line.path("text").asText()).isEqualTo(ScenarioContext.CANARY);
        assertThat(line.path("canary").asText()).isEqualTo("clear");
    }

    @Test
    void keepsOnceWhatTwoTrialsHaveInCommon() throws Exception {
        JsonNode data = data(ResultPage.of(List.of(
                Samples.sender("one", Samples.row("starttls-stripped", "safe", "it waited", Samples.WITHIN_TLS)),
                Samples.sender("two", Samples.row("starttls-stripped", "safe", "it waited", Samples.WITHIN_TLS)))));

        assertThat(data.path("trials")).hasSize(2);
        assertThat(data.path("scenarios")).hasSize(1);
        assertThat(data.path("steps")).hasSize(1);
        assertThat(data.path("lines")).hasSize(1);
    }

    @Test
    void saysWhyAScenarioIsNotForASender() {
        String page = ResultPage.of(List.of(Samples.sender(
                "library",
                "2026-11-26T12:38:40Z",
                List.of(),
                new LeftOut("revoked", "on path: certificates", "A revoked one", "it would need \"more\""))));

        assertThat(cells(page))
                .containsExactly("<details class=\"not-for-it\" title=\"it would need &quot;more&quot;\">"
                        + "<summary>not for it</summary>it would need &quot;more&quot;</details>");
        assertThat(page).contains("<b>1</b> not for it");
    }

    @Test
    void tellsAScenarioThatBrokeOffFromOneThatIsNotForASender() {
        String page = ResultPage.of(List.of(Samples.sender(
                "library",
                "2026-11-26T12:38:40Z",
                List.of(),
                new LeftOut("revoked", "on path: certificates", "A revoked one", "broke off: no disk"))));

        assertThat(cells(page))
                .containsExactly("<details class=\"not-for-it\" title=\"broke off: no disk\">"
                        + "<summary>broke off</summary>broke off: no disk</details>");
        assertThat(page).contains("<b>0</b> not for it", "<b>1</b> broke off");
    }

    @Test
    void showsADashWhereAScenarioWasNotRun() {
        String page = ResultPage.of(List.of(
                Samples.sender("library", Samples.row("starttls-stripped", "safe", "it waited")),
                Samples.sender("other", Samples.row("starttls-454", "safe", "it waited"))));

        assertThat(cells(page)).hasSize(4);
        assertThat(cells(page).get(1)).contains("class=\"missing\"").endsWith(">–</span>");
        assertThat(cells(page).get(2)).isEqualTo(cells(page).get(1));
    }

    @Test
    void hasTheOrderOfTheCatalogueAndThenWhatItDoesNotKnow() {
        String page = ResultPage.of(List.of(
                Samples.sender("one", Samples.row("gone", "safe", ""), Samples.row("starttls-454", "safe", "")),
                Samples.sender(
                        "two", Samples.row("starttls-454", "safe", ""), Samples.row("greeting-554", "safe", ""))));

        assertThat(all("<code>(.*?)</code>", page)).containsExactly("greeting-554", "starttls-454", "gone");
    }

    @Test
    void tellsSendersOfOneNameApart() {
        String page = ResultPage.of(List.of(
                Samples.sender("library", "2026-11-25T10:00:00Z", List.of()),
                Samples.sender("library", "2026-11-26T10:00:00Z", List.of()),
                Samples.sender("other", "2026-11-26T10:00:00Z", List.of()),
                Samples.sender("library", "2026-11-26T11:00:00Z", List.of())));

        assertThat(all("<h2>(.*?)</h2>", page))
                .containsExactly("library, 2026-11-25", "library, 2026-11-26", "other", "library, 2026-11-26, no. 2");
        assertThat(page).contains("Run from 2026-11-25 to 2026-11-26. Java 17, Linux.");
    }

    @Test
    void countsVerdicts() {
        String page = ResultPage.of(List.of(Samples.sender(
                "careless",
                Samples.row("a", "safe", ""),
                Samples.row("b", "leaked", ""),
                Samples.row("c", "leaked", ""))));

        assertThat(page)
                .contains("aria-label=\"3 scenarios: 1 safe, 2 leaked, 0 bounced, 0 over-blocked, 0 unreported\"")
                .contains("<rect class=\"fill-safe\" x=\"0\" width=\"1\" height=\"1\"/>"
                        + "<rect class=\"fill-leaked\" x=\"1\" width=\"2\" height=\"1\"/></svg>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "</SCRIPT ><b>",
                "<!--<script>",
                "]]><!-- --!>",
                "\" onmouseover=\"alert(1)",
                "' onmouseover='alert(1)",
                "javascript:alert(1)",
                "&lt;b&gt; & &amp;",
                "a\u2028b\u2029c",
                "\\u003c/script\\u003e \\",
                "</style></title></textarea></dialog><img src=x onerror=alert(1)>",
                "\u0000\u0007\r\n\t",
                "__proto__"
            })
    void nothingThatWasSeenBreaksOut(String hostile) throws Exception {
        List<SenderResult> harmless = List.of(sender("x", Samples.saying("x"), "x"));
        List<SenderResult> results = List.of(sender(hostile, Samples.saying(hostile), hostile));

        String page = ResultPage.of(results);

        // The same tags with the same names of attributes: all that is said is between or within them.
        assertThat(tags(page)).isEqualTo(tags(ResultPage.of(harmless)));
        String json = all(DATA.pattern(), page).get(0);
        assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        JsonNode data = new ObjectMapper().readTree(json);
        JsonNode trial = data.path("trials").iterator().next();
        assertThat(trial.path("why").asText()).isEqualTo(hostile);
        assertThat(trial.path("verdict").asText()).isEqualTo(hostile);
        assertThat(trial.path("style").asText()).isEqualTo("unknown");
        assertThat(trial.path("reports").path(0).asText()).isEqualTo(hostile);
        assertThat(data.path("scenarios").path(0).path("name").asText()).isEqualTo(hostile);
        assertThat(data.path("steps").path(0).path("what").asText()).isEqualTo(hostile);
        assertThat(data.path("lines").path(0).path("where").asText()).isEqualTo(hostile);
        assertThat(data.path("lines").path(0).path("text").asText()).isEqualTo(ScenarioContext.CANARY + hostile);
    }

    /** Tags as a browser finds them, with the quoted values of attributes taken out. */
    private static List<String> tags(String page) {
        String withoutData = page.replaceFirst("(?s)(id=\"data\">)[^<]*", "$1");
        String withoutScript = withoutData.replace(Inline.named("page.js").text(), "");
        return Pattern.compile("<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*>")
                .matcher(withoutScript)
                .results()
                .map(MatchResult::group)
                .map(tag -> tag.replaceAll("\"[^\"]*\"", "\"\""))
                .toList();
    }

    private static SenderResult sender(String name, Row row, String text) {
        return new SenderResult(
                name, text, text, List.of(row), List.of(new LeftOut("left out " + text, text, text, text)));
    }

    @Test
    void differentTrialsHaveDifferentFragments() throws Exception {
        String page = ResultPage.of(List.of(
                Samples.sender("a b", Samples.row("x", "safe", ""), Samples.row("x--a", "safe", "")),
                Samples.sender("a/b", Samples.row("x", "safe", "")),
                Samples.sender("a--a-b", Samples.row("x", "safe", ""))));

        assertThat(data(page).path("trials").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("x--a-b", "x--a-b-2", "x--a--a-b", "x--a--a-b-2");
    }

    @Test
    void thePolicyPermitsItsOwnStyleAndScriptAndNothingElse() throws Exception {
        String page = ResultPage.of(List.of(Samples.sender("library", Samples.row("a", "safe", ""))));

        assertThat(all("http-equiv=\"Content-Security-Policy\" content=\"(.*?)\"", page))
                .containsExactly("default-src 'none'; style-src '"
                        + hash(all("<style>(.*?)</style>", page).get(0))
                        + "'; script-src '"
                        + hash(all("<script>(.*?)</script>", page).get(0))
                        + "'; base-uri 'none'; form-action 'none'");
    }

    @Test
    void needsNothingFromElsewhere() {
        String page = ResultPage.of(List.of(Samples.sender("library", Samples.row("a", "safe", ""))));

        // Nor has it what the policy would forbid.
        assertThat(page).doesNotContainPattern("(?i)\\s(src|style|on[a-z]+)=\"|@import|url\\(|https?://");
        assertThat(all(" href=\"(.*?)\"", page)).allMatch(link -> link.startsWith("#"));
    }

    @Test
    void marksWhatItMeansThatTheMessageWasSeen() {
        String wait = Expectation.WAIT.toString();
        String deliver = Expectation.DELIVER.toString();

        assertThat(CanaryMark.of(Samples.IN_CLEAR, wait)).isEqualTo(CanaryMark.IN_CLEAR);
        assertThat(CanaryMark.of(seen(ScenarioContext.MX, false, ScenarioContext.CANARY), wait))
                .isEqualTo(CanaryMark.IN_CLEAR);
        assertThat(CanaryMark.of(seen("the attacker at " + ScenarioContext.MX, true, ScenarioContext.CANARY), wait))
                .isEqualTo(CanaryMark.BY_ATTACKER);
        assertThat(CanaryMark.of(seen(ScenarioContext.EVIL, true, ScenarioContext.CANARY), wait))
                .isEqualTo(CanaryMark.BY_ATTACKER);
        assertThat(CanaryMark.of(Samples.IN_CLEAR, deliver)).isEqualTo(CanaryMark.PERMITTED);
        assertThat(CanaryMark.of(seen(ScenarioContext.EVIL, true, ScenarioContext.CANARY), deliver))
                .isEqualTo(CanaryMark.PERMITTED);
        assertThat(CanaryMark.of(Samples.WITHIN_TLS, wait)).isEqualTo(CanaryMark.PROTECTED);
        assertThat(CanaryMark.of(seen(ScenarioContext.MX2, true, ScenarioContext.CANARY), deliver))
                .isEqualTo(CanaryMark.PROTECTED);
        assertThat(CanaryMark.of(seen(ScenarioContext.AUTHOR_HOST, false, ScenarioContext.CANARY), wait))
                .isEqualTo(CanaryMark.RETURNED);
        assertThat(CanaryMark.of(seen(ScenarioContext.MX, false, "QUIT"), wait)).isEqualTo(CanaryMark.NONE);
    }

    @Test
    void offersNoFilterForWhatDidNotHappen() {
        String one = ResultPage.of(List.of(Samples.sender("library", Samples.row("a", "bounced", ""))));

        assertThat(all("name=\"show\" value=\"(.*?)\"", one)).containsExactly("all", "not-safe", "bounced");
    }

    @Test
    void isTheSameForTheSameResults() throws Exception {
        List<SenderResult> results = List.of(
                Samples.sender("library", Samples.row("a", "safe", "", Samples.WITHIN_TLS)),
                Samples.sender("other", Samples.row("b", "leaked", "", Samples.IN_CLEAR)));
        Path first = folder.resolve("first.html");
        Path second = folder.resolve("a folder/second.html");

        ResultPage.write(first, results);
        ResultPage.write(second, results);

        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(first).content(StandardCharsets.UTF_8).isEqualTo(ResultPage.of(results));
    }

    @Test
    void writesHalfASurrogatePair() throws Exception {
        Path file = folder.resolve("page.html");

        ResultPage.write(file, List.of(Samples.sender("library", Samples.saying("\ud800"))));

        assertThat(Files.readString(file)).contains("<span class=\"name\">?</span>");
    }

    private static Seen seen(String where, boolean tls, String text) {
        return new Seen(Seen.By.SENDER, where, tls, text);
    }

    private static List<String> cells(String page) {
        String scenarios = String.join("", all("<tr class=\"scenario\".*?</th>(.*?)</tr>", page));
        return all("<td>(.*?)</td>", scenarios);
    }

    private static JsonNode data(String page) throws Exception {
        return new ObjectMapper().readTree(all(DATA.pattern(), page).get(0));
    }

    private static List<String> all(String pattern, String page) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String hash(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(hash);
    }
}
