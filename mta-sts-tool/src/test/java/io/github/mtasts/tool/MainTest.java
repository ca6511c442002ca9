package io.github.mtasts.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.tool.run.ExitStatus;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path folder;

    @Test
    void printsItsVersionAndItsSubcommands() {
        ToolRun tool = new ToolRun(folder);

        assertThat(tool.run("--version").out()).startsWith("mta-sts ");
        assertThat(tool.run("--help").out()).contains("check", "lint", "plan", "publish", "reports", "Exit status:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "lint",
                "plan",
                "postfix",
                "publish",
                "reports",
                "reports inbox",
                "reports show",
                "reports ready",
                "reports export"
            })
    void explainsEachSubcommandWithAnExampleWithin80Columns(String subcommand) {
        ToolRun.Result result = new ToolRun(folder).run((subcommand + " --help").split(" ", -1));

        assertThat(result.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(result.out()).contains("Example:", "  mta-sts " + subcommand, "Exit status:", "--json");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void saysInOneSentenceWhatIsWrongWithTheArguments() {
        ToolRun tool = new ToolRun(folder);

        assertThat(tool.run().err()).startsWith("mta-sts: a subcommand is missing");
        assertThat(tool.run("lint", "--nonsense", "x").status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("check", "not a domain").err()).contains("\"not a domain\" is not a domain name");
        assertThat(tool.run("check", "--dns", "ns.example", "a.test").err()).contains("is not an IP address");
        assertThat(tool.run("check", "--dns", "192.0.2.1:70000", "a.test").err())
                .contains("is not an IP address");
        assertThat(tool.run("check", "--dns", "999.1.1.1", "a.test").status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("check", "--trust", "nowhere.pem", "a.test").status())
                .isEqualTo(ExitStatus.BROKEN);
    }

    /** A script must not take half of an output for the whole. */
    @Test
    void failsWhenStandardOutputCannotBeWritten() throws Exception {
        File full = new File("/dev/full");
        assumeThat(full).as("this system has no device that is always full").exists();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "postfix",
                        "--sample-config")
                .redirectOutput(full)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), Charset.defaultCharset());

        assertThat(process.waitFor()).isEqualTo(ExitStatus.BROKEN);
        assertThat(err).startsWith("mta-sts: standard output cannot be written: ");
    }
}
