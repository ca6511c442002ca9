package io.github.mtasts.tlsrpt.read;

import static io.github.mtasts.tlsrpt.read.Samples.gzip;
import static io.github.mtasts.tlsrpt.read.Samples.octets;
import static io.github.mtasts.tlsrpt.read.Samples.report;
import static io.github.mtasts.tlsrpt.read.Samples.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileReportTest {
    private static final int MIB = 1 << 20;

    private final ReportReader reader = ReportReader.builder().build();

    private void refused(ReportRead result, Cause cause, String reason) {
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).cause()).isEqualTo(cause);
        assertThat(((Refused) result).reason()).contains(reason);
    }

    private static void gibibyteOfSpaces(OutputStream out) throws IOException {
        byte[] spaces = new byte[MIB];
        Arrays.fill(spaces, (byte) ' ');
        out.write(octets("{ \"policies\": "));
        for (int i = 0; i < 1024; i++) {
            out.write(spaces);
        }
        out.write(octets("[] }"));
    }

    @Test
    @Tag("RPT-5.2-03")
    void refusesAMegabyteThatInflatesToAGibibyte() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gibibyteOfSpaces(gzip);
        }
        assertThat(bomb.size()).isLessThan(2 * MIB);
        System.gc();
        long before = usedMemory();

        refused(reader.read(bomb.toByteArray(), ""), Cause.TOO_LARGE, "larger than 104857600 octets");

        // Only small buffers were allocated: the content was never in memory up to the limit.
        assertThat(usedMemory() - before).isLessThan(64L * MIB);
    }

    private static long usedMemory() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void boundsAllEntriesOfAZipTogether() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write('x');
            gibibyteOfSpaces(zip);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("report.json"));
            zip.write(report());
        }

        refused(reader.read(bomb.toByteArray(), ""), Cause.TOO_LARGE, "larger than 104857600 octets");
    }

    @Test
    void refusesAZipWithTooManyEntries() {
        Object[] entries = new Object[202];
        for (int i = 0; i < 200; i += 2) {
            entries[i] = i + ".txt";
            entries[i + 1] = octets("text");
        }
        entries[200] = "report.json";
        entries[201] = report();

        refused(reader.read(zip(entries), ""), Cause.NOT_A_REPORT, "contains no JSON");
    }

    @Test
    void holdsEveryLimitThatIsSet(@TempDir Path folder) throws IOException {
        ReadLimits small = new ReadLimits(200, 4000, 8, 100, 2, 6);
        ReportReader strict =
                ReportReader.builder().limits(small).acceptUnverified().build();
        byte[] noise = new byte[300];
        new Random(1).nextBytes(noise);
        Path large = Files.write(folder.resolve("large"), octets(Samples.REPORT + " ".repeat(4000)));
        String details = "\"failure-details\": [";

        assertThat(strict.read(report(), "")).isInstanceOf(Read.class);
        refused(strict.read(report("Sender", "S".repeat(101)), ""), Cause.TOO_LARGE, "String");
        refused(strict.read(report("\"policies\"", "\"x\": " + "[".repeat(8)), ""), Cause.TOO_LARGE, "nesting");
        refused(strict.read(report(details, details + "{}, {}, "), ""), Cause.TOO_LARGE, "too many failure details");
        refused(
                strict.read(report("\"version", "\"\", \"version"), ""),
                Cause.TOO_LARGE,
                "too many policies, policy lines");
        refused(strict.read(gzip(noise), ""), Cause.TOO_LARGE, "more than 200");
        refused(strict.read(zip("a", noise), ""), Cause.TOO_LARGE, "more than 200");
        refused(strict.read(large), Cause.TOO_LARGE, "exceeds 4000 octets");
        refused(strict.read(octets(Samples.mail()), ""), Cause.TOO_LARGE, "mail exceeds 400 octets");
        assertThatThrownBy(() -> new ReadLimits(1, 1, 1, 0, 1, 1))
                .hasMessageContaining("stringLength is 0: it must be between 1 and");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "1e400",
                "1e999999999",
                "1e-999999999",
                "1e99999999999999",
                "9007199254740993",
                "18446744073709551616",
                "\"many\"",
                "true",
                "\"NaN\""
            })
    @Tag("RPT-7-04")
    void refusesCountsThatAreNone(String count) {
        refused(reader.read(report("count\": 90", "count\": " + count), ""), Cause.NOT_A_REPORT, "total-successful");
        refused(
                reader.read(report("count\": 10,", "count\": " + count + ","), ""),
                Cause.NOT_A_REPORT,
                "failed-session");
    }

    @Test
    @Tag("RPT-7-04")
    void refusesDigitsWithoutEnd() {
        String digits = "9".repeat(5000);

        refused(reader.read(report("count\": 90", "count\": " + digits), ""), Cause.TOO_LARGE, "Number");
        refused(reader.read(report("count\": 90", "count\": \"" + digits + '"'), ""), Cause.NOT_A_REPORT, "total-succ");
    }

    @Test
    @Tag("RPT-7-04")
    void refusesDeepNesting() {
        String deep = "[".repeat(100_000);

        refused(reader.read(report("\"policies\"", "\"x\": " + deep), ""), Cause.TOO_LARGE, "nesting");
        refused(reader.read(report("\"sts\"", deep), ""), Cause.TOO_LARGE, "nesting");
        refused(reader.read(octets("{\"policies\":" + deep), ""), Cause.TOO_LARGE, "nesting");
    }

    @Test
    @Tag("RPT-7-04")
    void keepsTextOnOneLineAndVisible() {
        String text = "a\\r\\nBcc: x\\u0000\\u001b[31m\\u2028\\u202e\\u200b<script>alert(1)</script>\\ud83d\\ude00";
        byte[] octets = octets(Samples.REPORT
                .replace("X509_EXPIRED", text)
                .replace("Sender Ltd.", text)
                .replace("mx1.receiver.example", text)
                .replace("\"sts\"", '"' + text + '"')
                .replace("version: STSv1", "\\u0007"));

        TlsReport report = ((Read) reader.read(octets, "")).report();

        String cleaned = "a??Bcc: x??[31m???<script>alert(1)</script>\ud83d\ude00";
        PolicyReport policy = report.policies().get(0);
        assertThat(report.organizationName()).isEqualTo(cleaned);
        assertThat(policy.policyType()).isEqualTo(cleaned);
        assertThat(policy.policyString().get(0)).isEqualTo("?");
        assertThat(policy.failureDetails().get(0).receivingMxHostname()).isEqualTo(cleaned);
        assertThat(policy.failureDetails().get(0).failureReasonCode()).isEqualTo(cleaned);
    }

    @Test
    void cutsLongTexts() {
        TlsReport report = ((Read) reader.read(report("X509_EXPIRED", "x".repeat(60_000)), "")).report();

        assertThat(report.policies().get(0).failureDetails().get(0).failureReasonCode())
                .hasSize(2048);
    }

    @Test
    void theReasonOfARefusalIsPrintable() {
        Refused refused = (Refused) reader.read(report("90", "\"\\u001b\\n<b>\""), "");

        assertThat(refused.reason())
                .isEqualTo("total-successful-session-count is \"??<b>\": expected an integer from 0 to 2^53");
    }

    @Test
    void aDateRangeThatIsHugeIsNone() {
        for (String date : List.of(
                "+999999999-12-31T00:00:00Z",
                "1969-12-31T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "x",
                ":".repeat(60_000))) {
            byte[] octets = octets(
                    Samples.REPORT.replaceAll("\"2024-03-01T[^\"]*\"", '"' + date.replace("+", "\\\\u002b") + '"'));

            refused(reader.read(octets, ""), Cause.NOT_A_REPORT, "no valid date-range");
        }
    }

    @Test
    void modelsRefuseWhatNoReportCanSay() {
        List<FailureDetails> none = List.of();
        assertThatThrownBy(() -> new PolicyReport("", List.of(), "", List.of(), -1, 0, none))
                .hasMessage("successCount is -1: it must not be negative");
        assertThatThrownBy(() -> new ReportRange(Instant.MAX, Instant.MIN)).hasMessageContaining("before it starts");
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(8460);
        for (int i = 0; i < 2000; i++) {
            byte[] garbage = new byte[random.nextInt(400)];
            random.nextBytes(garbage);

            assertThat(reader.read(garbage, "")).isInstanceOf(Refused.class);
        }
    }

    @Test
    void mutationsNeverThrow() {
        ReportReader lenient = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Missing())
                .acceptUnverified()
                .build();
        List<byte[]> seeds = List.of(report(), gzip(report()), zip("r.json", report()), octets(Samples.mail()));
        Random random = new Random(8461);
        int read = 0;
        for (int i = 0; i < 8000; i++) {
            byte[] mutant = mutated(seeds.get(i % seeds.size()), random);
            if (lenient.read(mutant, new String(mutant, StandardCharsets.ISO_8859_1)) instanceof Read) {
                read++;
            }
        }
        assertThat(read).isBetween(100, 7000);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] mutant = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length) + 1 : seed.length);
        for (int changes = random.nextInt(6); changes >= 0; changes--) {
            int at = random.nextInt(mutant.length);
            mutant[at] = random.nextBoolean() ? (byte) random.nextInt() : seed[random.nextInt(seed.length)];
        }
        return mutant;
    }
}
