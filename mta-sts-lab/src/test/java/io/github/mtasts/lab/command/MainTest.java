package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter said = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine(new PrintWriter(said, true), new BufferedReader(new StringReader("")));
        line.setErr(new PrintWriter(errors, true));
        line.setOut(new PrintWriter(said, true));
        return line.execute(arguments);
    }

    private String lastLine() {
        List<String> lines = said.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void endsWithTheCountsAndStatus1WhenTheSenderUnderTestLeaked(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("results.json");
        int status = run("--sender", "opportunistic", "--only", "starttls-stripped,mx-null", "--json", json.toString());
        assertThat(status).isEqualTo(1);
        assertThat(lastLine()).isEqualTo("2 scenarios: 0 safe, 1 leaked, 1 bounced, 0 over-blocked, 0 unreported");
        assertThat(said.toString()).contains("1/2  starttls-stripped", "2/2  mx-null");
        assertThat(ResultFile.read(json))
                .singleElement()
                .satisfies(result -> assertThat(result.rows()).hasSize(2));
    }

    @Test
    void isContentWithTheSenderUnderTestWhateverOthersDo(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("results.json");
        int status = run("--compare", "opportunistic", "--only", "starttls-stripped", "--json", json.toString());
        assertThat(status).isZero();
        assertThat(lastLine()).isEqualTo("1 scenarios: 1 safe, 0 leaked, 0 bounced, 0 over-blocked, 0 unreported");
        assertThat(ResultFile.read(json)).extracting(SenderResult::sender).containsExactly("library", "opportunistic");
    }

    @Test
    void saysWhichSendersThereAre() {
        assertThat(run("--sender", "sendmail")).isEqualTo(2);
        assertThat(errors.toString()).contains("there is no sender sendmail", "library", "postfix-policy");
        assertThat(run("--sender", "postfix-service")).isEqualTo(2);
        assertThat(errors.toString()).contains("--policy-service is not set");
        assertThat(run("--sender", "naive:SLOPPY")).isEqualTo(2);
        assertThat(errors.toString()).contains("there is no mistake SLOPPY", "IGNORES_NAMES");
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void switchesAMistakeOn() {
        assertThat(run("--sender", "naive", "--only", "certificate-other-name")).isZero();
        assertThat(run("--sender", "naive:ignores-names", "--only", "certificate-other-name"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("sender: naive, ignores names");
    }

    @Test
    void helpNamesWhatCanBeWritten() {
        assertThat(run("--help")).isZero();
        assertThat(run("publish", "--help")).isZero();
        assertThat(said.toString() + errors).contains("DISCOVERY, COMPARISON", "--policy-service-does", "5353");
    }

    @Test
    void helpSaysWhatTheExitStatusMeans() {
        assertThat(run("--help")).isZero();
        assertThat(said.toString())
                .containsSubsequence(
                        "Exit status:",
                        "0   the sender under test neither leaked",
                        "1   it leaked",
                        "2   the arguments are wrong",
                        "3   the lab or a sender failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "list", "controls", "publish"})
    void aBeginningThatNoIdHasIsAMistake(String command) {
        String[] arguments = Stream.of(command, "--only", "starttls-stripped,nonsense")
                .filter(argument -> !argument.isEmpty())
                .toArray(String[]::new);
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines("no scenario's id starts with 'nonsense'; `list` shows the ids");
        assertThat(said.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--html"})
    void looksAtFilesBeforeAnythingRuns(String option, @TempDir Path folder) {
        assertThat(run("--only", "starttls-stripped", option, folder.toString()))
                .isEqualTo(2);
        assertThat(errors.toString()).contains(option, folder + " is a folder");
        Path missing = folder.resolve("missing");
        assertThat(run(
                        "--only",
                        "starttls-stripped",
                        option,
                        missing.resolve("results").toString()))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("there is no folder " + missing).hasLineCount(2);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void aPolicyServiceHasTheAbilitiesThatTheLabCanServe() {
        assertThat(run("--policy-service-does", "DISCOVERY,RESTART")).isEqualTo(2);
        assertThat(errors.toString())
                .endsWith("RESTART is not a possible ability here: DISCOVERY, COMPARISON, ADDRESS_GUARD"
                        + System.lineSeparator())
                .hasLineCount(1);
        assertThat(run("--help")).isZero();
        assertThat(said.toString()).contains("ADDRESS_GUARD").doesNotContain("REVOCATION", "CLOCK");
    }

    @Test
    void showsTheCatalogue() {
        assertThat(run("list")).isZero();
        assertThat(said.toString()).contains("starttls-stripped: STARTTLS stripped", "a safe sender must:", "STS-5-03");
    }

    @Test
    void countsTheControlsThatAnAttackSucceedsAgainst() {
        assertThat(run("controls", "--only", "starttls-stripped,certificate-expired"))
                .isZero();
        assertThat(lastLine()).isEqualTo("2 attacks: 2 succeeded against at least one control; verdicts: 5 leaked");
    }
}
