package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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

    /** Google does not sign Content-Type; the keys are gone, so that a verifier that finds each signature valid stands in. */
    @Test
    void theMailOfLargeReportersHasOneReading() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "skipped: no folder of real reports in -Dmtasts.data=...");
        Pattern signer = Pattern.compile("(?s)DKIM-Signature:[^:]*?\\sd=([a-z.]+);");
        int verified = 0;
        for (Path file : files(Path.of(data, "reports"))) {
            Matcher signed = signer.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            if (signed.find()) {
                ReportReader reader = ReportReader.builder()
                        .verifier(mail -> new DkimVerdict.Valid(List.of(signed.group(1)), List.of()))
                        .build();
                assertThat(reader.read(file))
                        .as(file.toString())
                        .isInstanceOfSatisfying(
                                ReportRead.Read.class,
                                read -> assertThat(read.submitter().isVerified())
                                        .isTrue());
                verified++;
            }
        }
        assertThat(verified).isPositive();
    }

    /** Compares the counts with a tally that shares no code with the reader: it looks for numbers in the text. */
    @Test
    void countsWhatAnIndependentTallyCounts() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "skipped: no folder of real reports in -Dmtasts.data=...");
        ReportReader reader = ReportReader.builder().acceptUnverified().build();

        Map<String, String> read = new TreeMap<>();
        Map<String, String> tallied = new TreeMap<>();
        for (Path file : files(Path.of(data, "reports"))) {
            String name = file.getFileName().toString();
            TlsReport report = ((ReportRead.Read) reader.read(file)).report();
            long ok = report.policies().stream()
                    .mapToLong(PolicyReport::successCount)
                    .sum();
            long failed = report.policies().stream()
                    .mapToLong(PolicyReport::failureCount)
                    .sum();
            read.put(name, ok + " successful, " + failed + " failed");
            String json = Tally.json(Files.readAllBytes(file));
            tallied.put(
                    name,
                    Tally.sum(json, "total-successful-session-count") + " successful, "
                            + Tally.sum(json, "total-failure-session-count") + " failed");
        }

        assertThat(read).isEqualTo(tallied);
    }

    /** Sums numbers in the text of a report. */
    private static final class Tally {
        private static final Pattern BASE64 =
                Pattern.compile("(?is)content-transfer-encoding: *base64.*?\\r?\\n\\r?\\n([a-z0-9+/=\\s]+)");

        static String json(byte[] octets) throws IOException {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            if (text.startsWith("\u001f\u008b")) {
                try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            for (Matcher part = BASE64.matcher(text); part.find(); ) {
                String content = json(Base64.getMimeDecoder().decode(part.group(1)));
                if (content.contains("policies")) {
                    return content;
                }
            }
            return text;
        }

        static long sum(String json, String name) {
            Matcher number = Pattern.compile("\"" + name + "\" *: *\"?([0-9]+)").matcher(json);
            return number.results()
                    .mapToLong(each -> Long.parseLong(each.group(1)))
                    .sum();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("SOURCES.csv")).sorted().toList();
        }
    }
}
