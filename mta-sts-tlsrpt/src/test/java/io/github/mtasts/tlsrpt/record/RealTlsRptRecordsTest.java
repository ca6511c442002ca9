package io.github.mtasts.tlsrpt.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parses published records, from the folder in {@code -Dmtasts.data=...}. */
class RealTlsRptRecordsTest {
    @Test
    void refusesExactlyTheRecordsThatAreNone() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: real records, because no folder is given with -Dmtasts.data=...");

        List<String> records = Files.readAllLines(Path.of(data, "records", "tlsrpt.txt"), StandardCharsets.ISO_8859_1);
        assertThat(records).isNotEmpty();
        assertThat(records)
                .filteredOn(record -> !(TlsRptRecordParser.select(List.of(record)) instanceof TlsRptRecordParse.Valid))
                .containsExactly(
                        "v=TLSRPTv1; rua=mailto;mtasts@psu.ac.th", // no colon
                        "v=TLSRPTv1;ruf=mailto:smtp-tls-reports@sekoia.io;", // no rua
                        "v=TLSRPTv1;");
    }
}
