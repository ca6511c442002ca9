package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PageCommandTest {
    private final StringWriter errors = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void makesAPageOfFilesInTheirOrder() throws Exception {
        Path newer = results("newer.json", sender("library", "2026-11-26T10:00:00Z"));
        Path older = results(
                "older.json", sender("other", "2026-11-20T10:00:00Z"), sender("library", "2026-11-20T10:00:00Z"));
        Path page = folder.resolve("page.html");

        assertThat(run("page", newer.toString(), older.toString(), "--html", page.toString()))
                .isZero();

        assertThat(Files.readString(page))
                .containsSubsequence("<h2>library, 2026-11-26</h2>", "<h2>other</h2>", "<h2>library, 2026-11-20</h2>");
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void saysWhichFileIsNoResultFile() throws Exception {
        Path good = results("good.json", sender("library", "2026-11-26T10:00:00Z"));
        Path bad = Files.writeString(folder.resolve("bad.json"), "{}");
        Path page = folder.resolve("page.html");

        assertThat(run("page", good.toString(), bad.toString(), "--html", page.toString()))
                .isEqualTo(2);

        assertThat(errors.toString())
                .startsWith("no page was made: " + bad + " is not a result file of this lab: ")
                .hasLineCount(1);
        assertThat(page).doesNotExist();
    }

    @Test
    void wantsAFileAndAPage() {
        assertThat(run("page", "--html", folder.resolve("page.html").toString()))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("RESULT.json");
        errors.getBuffer().setLength(0);
        assertThat(run("page", folder.resolve("results.json").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("--html=FILE");
    }

    @Test
    void theLabWritesAPageOfWhatItRan() throws Exception {
        Path page = folder.resolve("page.html");

        assertThat(run(
                        "--sender=require-tls",
                        "--compare=opportunistic",
                        "--only=starttls-stripped",
                        "--html",
                        page.toString()))
                .isZero();

        assertThat(Files.readString(page))
                .contains("class=\"verdict safe\" id=\"starttls-stripped--require-tls\"")
                .contains("class=\"verdict leaked\" id=\"starttls-stripped--opportunistic\"");
    }

    private int run(String... arguments) {
        CommandLine lab =
                Main.commandLine(new PrintWriter(new StringWriter()), new BufferedReader(new StringReader("")));
        return lab.setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    private Path results(String name, SenderResult... senders) throws IOException {
        Path file = folder.resolve(name);
        ResultFile.write(file, List.of(senders));
        return file;
    }

    private static SenderResult sender(String name, String date) {
        LeftOut leftOut =
                new LeftOut("revoked", "on path: certificates", "A revoked certificate", "it would need more");
        return new SenderResult(name, date, "Java 17, Linux", List.of(), List.of(leftOut));
    }
}
