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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private final StringWriter said = new StringWriter();
    private final StringWriter complained = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine(new PrintWriter(said, true), new BufferedReader(new StringReader("")));
        line.setErr(new PrintWriter(complained, true));
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
        assertThat(complained.toString()).contains("there is no sender sendmail", "library", "postfix-policy");
        assertThat(run("--sender", "postfix-service")).isEqualTo(2);
        assertThat(complained.toString()).contains("--policy-service is not set");
        assertThat(run("--sender", "naive:SLOPPY")).isEqualTo(2);
        assertThat(complained.toString()).contains("there is no mistake SLOPPY", "IGNORES_NAMES");
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
        assertThat(said.toString() + complained).contains("DISCOVERY, COMPARISON", "--policy-service-does", "5353");
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
        assertThat(lastLine()).isEqualTo("2 attacks: 2 succeed against at least one control; controls: 5 leaked");
    }
}
