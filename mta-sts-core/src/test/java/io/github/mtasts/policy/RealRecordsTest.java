package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The parser over records that were published. They are other people's and no part of this project; the folder is given
 * with {@code -Dmtasts.data=...}.
 */
class RealRecordsTest {
    @Test
    void refusesExactlyTheRecordsThatAreNone() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: real records, because no folder is given with -Dmtasts.data=...");

        List<String> records = Files.readAllLines(Path.of(data, "records", "mta-sts.txt"), StandardCharsets.ISO_8859_1);
        assertThat(records).isNotEmpty();
        assertThat(records)
                .filteredOn(record -> !(StsRecordParser.select(List.of(record)) instanceof StsRecordParse.Valid))
                .containsExactly("v=STSv1 id=021120211155"); // no semicolon
    }
}
