package io.github.mtasts.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws Exception {
        List<SenderResult> results = List.of(
                Samples.sender(
                        "library",
                        "2026-11-26T12:38:40Z",
                        List.of(Samples.row("starttls-stripped", "safe", "it waited", Samples.WITHIN_TLS)),
                        new LeftOut("revoked", "on path: certificates", "A revoked certificate", "it would need more")),
                Samples.sender("naïve", Samples.saying("\"<\u2028\u0000")));
        Path file = folder.resolve("a folder/results.json");

        ResultFile.write(file, results);

        assertThat(ResultFile.read(file)).isEqualTo(results);
    }

    @Test
    void namesTheFormatOfAnotherLab() throws Exception {
        Path file = written("{\"format\": 3, \"campaigns\": []}");

        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " has format 3, this lab reads format 2: run the lab again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "verdict: safe",
                "[]",
                "null",
                "{}",
                "{\"senders\": []}",
                "{\"format\": 2}",
                "{\"format\": 2, \"senders\": null}",
                "{\"format\": 2, \"senders\": [null]}",
                "{\"format\": 2, \"senders\": [{\"sender\": \"library\"}]}",
                "{\"format\": 2, \"senders\": [], \"more\": 1}",
                "{\"format\": 2, \"senders\": ["
            })
    void saysOfOtherFilesThatTheyAreNoResults(String text) throws Exception {
        Path file = written(text);

        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is not a result file of this lab: ");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = folder.resolve("none.json");

        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("results.json"), text);
    }
}
