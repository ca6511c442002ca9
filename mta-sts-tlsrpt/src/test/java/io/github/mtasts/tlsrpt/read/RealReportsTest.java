package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads published reports. They are not part of this project; {@code -Dmtasts.data=...} names their folder.
 */
class RealReportsTest {
    /** The files that are refused, with a part of the reason. */
    private static final Map<String, String> REFUSED = Map.of();

    @Test
    void refusesExactlyTheFilesThatAreNoReports() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "skipped: no folder of real reports in -Dmtasts.data=...");
        // The DKIM keys of the mail are no longer in the DNS.
        ReportReader reader = ReportReader.builder().acceptUnverified().build();

        Map<String, String> refused = new TreeMap<>();
        List<Path> files = files(Path.of(data, "reports"));
        for (Path file : files) {
            if (reader.read(file) instanceof Refused refusal) {
                refused.put(file.getFileName().toString(), refusal.reason());
            }
        }

        assertThat(files).isNotEmpty();
        assertThat(refused).containsOnlyKeys(REFUSED.keySet());
        REFUSED.forEach((name, reason) -> assertThat(refused.get(name)).as(name).contains(reason));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("SOURCES.csv")).sorted().toList();
        }
    }
}
