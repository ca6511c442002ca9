package io.github.mtasts.tlsrpt.read;

import static io.github.mtasts.tlsrpt.read.Samples.gzip;
import static io.github.mtasts.tlsrpt.read.Samples.octets;
import static io.github.mtasts.tlsrpt.read.Samples.report;
import static io.github.mtasts.tlsrpt.read.Samples.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a limit allows is read; one more is refused. */
class ReadLimitsTest {
    private static final int LARGEST = 1 << 29;
    private static final int BROAD = 1_000_000;

    private static ReportRead read(ReadLimits limits, byte[] octets) {
        return ReportReader.builder().limits(limits).acceptUnverified().build().read(octets, "");
    }

    private static void tooLarge(ReportRead result, String reason) {
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).cause()).isEqualTo(Cause.TOO_LARGE);
        assertThat(((Refused) result).reason()).contains(reason);
    }

    private static ReadLimits limits(int position, int value) {
        int[] all = {BROAD, BROAD, 20, BROAD, BROAD, BROAD};
        all[position] = value;
        return new ReadLimits(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    @ParameterizedTest
    @CsvSource({
        "0, compressedOctets",
        "1, octets",
        "2, nesting",
        "3, stringLength",
        "4, failureDetails",
        "5, listEntries"
    })
    void eachLimitIsPositiveAndBounded(int position, String name) {
        assertThatThrownBy(() -> limits(position, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(() -> limits(position, LARGEST + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
        assertThat(limits(position, 1)).isNotEqualTo(limits(position, LARGEST));
    }

    @Test
    void compressedOctetsCountForGzipAndZip() {
        for (byte[] file : List.of(gzip(report()), zip("report.json", report()))) {
            assertThat(read(limits(0, file.length), file)).isInstanceOf(Read.class);
            tooLarge(read(limits(0, file.length - 1), file), "the file has " + file.length + " octets");
        }
    }

    @Test
    void octetsCountAfterDecompression() {
        int size = report().length;

        assertThat(read(limits(1, size), report())).isInstanceOf(Read.class);
        assertThat(read(limits(1, size), gzip(report()))).isInstanceOf(Read.class);
        assertThat(read(limits(1, size), zip("report.json", report()))).isInstanceOf(Read.class);
        tooLarge(read(limits(1, size - 10), gzip(report())), "larger than " + (size - 10) + " octets");
        tooLarge(read(limits(1, size - 10), zip("report.json", report())), "larger than " + (size - 10));
    }

    @Test
    void theWholeInputIsBounded() {
        byte[] padded = octets(Samples.REPORT + " ".repeat(10_000 - Samples.REPORT.length()));

        assertThat(read(new ReadLimits(5_000, 5_000, 20, 1000, 10, 100), report()))
                .isInstanceOf(Read.class);
        assertThat(read(new ReadLimits(5_000, 10_000, 20, 1000, 10, 100), padded))
                .isInstanceOf(Read.class);
        tooLarge(read(new ReadLimits(4_999, 9_999, 20, 1000, 10, 100), padded), "the input exceeds 9999 octets");
    }

    @Test
    void mailIsBoundedByTwiceTheCompressedOctets() {
        byte[] mail =
                octets("From: a@sender.example\r\nContent-Type: application/tlsrpt+json\r\n\r\n" + Samples.REPORT);
        int half = (mail.length + 1) / 2;

        assertThat(read(limits(0, half), mail)).isInstanceOf(Read.class);
        tooLarge(read(limits(0, half - 1), mail), "the mail exceeds " + 2 * (half - 1) + " octets");
    }

    @Test
    void failureDetailsAreCountedOverAllPolicies() {
        byte[] three = report("\"failure-details\": [", "\"failure-details\": [{}, {}, ");

        assertThat(read(limits(4, 3), three)).isInstanceOf(Read.class);
        tooLarge(read(limits(4, 2), three), "too many failure details");
    }

    @Test
    void listEntriesAreCountedOverAllLists() {
        // One policy, four lines of it and one pattern.
        assertThat(read(limits(5, 6), report())).isInstanceOf(Read.class);
        tooLarge(read(limits(5, 5), report()), "too many policies, policy lines");
        tooLarge(read(limits(5, 6), report("\"version", "\"one more\", \"version")), "too many policies");
    }

    @Test
    void inputIsCountedByEveryWayToRead() throws IOException {
        LimitedInput octetWise = new LimitedInput(new ByteArrayInputStream(new byte[] {7, 8, 9}), 2);
        assertThat(octetWise.read()).isEqualTo(7);
        assertThat(octetWise.read()).isEqualTo(8);
        assertThatThrownBy(octetWise::read).isInstanceOf(RefusedException.class);

        LimitedInput skipping = new LimitedInput(new ByteArrayInputStream(new byte[3]), 2);
        assertThat(skipping.skip(2)).isEqualTo(2);
        assertThatThrownBy(() -> skipping.skip(1)).isInstanceOf(RefusedException.class);

        LimitedInput blockWise = new LimitedInput(new ByteArrayInputStream(new byte[3]), 2);
        assertThat(blockWise.read(new byte[2])).isEqualTo(2);
        assertThatThrownBy(() -> blockWise.read(new byte[2])).isInstanceOf(RefusedException.class);

        LimitedInput complete = new LimitedInput(new ByteArrayInputStream(new byte[] {5}), 1);
        assertThat(complete.read()).isEqualTo(5);
        assertThat(complete.read()).isEqualTo(-1);
        assertThat(complete.read(new byte[1])).isEqualTo(-1);
        assertThat(complete.markSupported()).isFalse();
    }

    @Test
    void aNumberHasAtMostAHundredCharacters() {
        ReportRead longest = read(ReadLimits.DEFAULT, report("count\": 90", "count\": \"" + "0".repeat(98) + "90\""));
        assertThat(longest).isInstanceOf(Read.class);
        assertThat(((Read) longest).report().policies().get(0).successCount()).isEqualTo(90);

        assertThat(read(ReadLimits.DEFAULT, report("count\": 90", "count\": \"" + "0".repeat(99) + "90\"")))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"9007199254740992, true", "9007199254740993, false", "-1, false", "1.5, false", "1e2, true"})
    void aCountIsAnIntegerUpToTwoToThe53(String number, boolean isRead) {
        ReportRead result = read(ReadLimits.DEFAULT, report("count\": 90", "count\": " + number));

        assertThat(result instanceof Read).isEqualTo(isRead);
        if (!isRead) {
            assertThat(((Refused) result).reason()).contains("expected an integer from 0 to 2^53");
        }
    }

    @Test
    void recordsRefuseNegativeCounts() {
        assertThatThrownBy(() -> new PolicyReport("sts", List.of(), "a.example", List.of(), -1, 0, List.of()))
                .hasMessageContaining("successCount is -1");
        assertThatThrownBy(() -> new PolicyReport("sts", List.of(), "a.example", List.of(), 0, -1, List.of()))
                .hasMessageContaining("failureCount is -1");
        assertThat(new PolicyReport("sts", List.of("mode: none"), "a.example", List.of("*.a.example"), 0, 0, List.of())
                        .policyString())
                .containsExactly("mode: none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-03-01T00:00:00Z", "1709251200", "2024-03-01"})
    void aTimeMayStandInSpaces(String text) {
        Instant expected = Instant.parse("2024-03-01T00:00:00Z");

        assertThat(Timestamps.parse(" ".repeat(60) + text)).contains(expected);
        assertThat(Timestamps.parse("x".repeat(51 - text.length()) + text)).isEmpty();
    }

    @Test
    void aTimeIsBetweenTheYears2000And9998() {
        assertThat(Timestamps.parse("2000-01-01T00:00:00Z")).isPresent();
        assertThat(Timestamps.parse("1999-12-31T23:59:59Z")).isEmpty();
        assertThat(Timestamps.parse("9998-12-31T23:59:59Z")).isPresent();
        assertThat(Timestamps.parse("9999-01-01T00:00:00Z")).isEmpty();
        assertThat(Timestamps.parse("2024-03-01T00:00:00.123456789" + "0".repeat(17) + "+00:00"))
                .isEmpty();
    }

    @Test
    void manyPolicyDomainsAreOneKeyOfBoundedLength() {
        ReportRange range = new ReportRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        ReportIdentity few = identity(range, 10);
        ReportIdentity many = identity(range, 500);

        assertThat(few.policyDomains()).startsWith("d000.example d001.example");
        assertThat(many.policyDomains()).startsWith("sha256:").hasSizeLessThan(100);
        assertThat(many.policyDomains()).isNotEqualTo(identity(range, 501).policyDomains());
        assertThat(few.submitter()).isEqualTo("unauthenticated: Sender");
        assertThat(few.sameKey(identity(range, 10))).isTrue();
        assertThat(few.sameKey(many)).isFalse();
        assertThat(few.key().digest()).isEmpty();
        assertThat(few.key().reportId()).isEqualTo("id");
    }

    private static ReportIdentity identity(ReportRange range, int domains) {
        List<PolicyReport> policies = IntStream.range(0, domains)
                .mapToObj(i -> String.format("d%03d.example", i))
                .map(domain -> new PolicyReport("sts", List.of(), domain, List.of(), 1, 0, List.of()))
                .collect(Collectors.toList());
        TlsReport report = new TlsReport("Sender", "", "id", range, policies, List.of());
        return ReportIdentity.of(report, Submitter.POSTED);
    }

    @Test
    void theDayOfAFileNameIsKept() {
        assertThat(FileName.parse("sender.example!receiver.example!1709251200!1709337599.json.gz"))
                .get()
                .satisfies(name -> assertThat(name.range().start()).isEqualTo(Instant.parse("2024-03-01T00:00:00Z")));
        assertThat(FileName.parse("x!receiver.example!1709251200!1709251200.json"))
                .isPresent();
        assertThat(FileName.parse("x!receiver.example!1709251201!1709251200.json"))
                .isEmpty();
        String longest = "x".repeat(1000 - 40) + "!receiver.example!1709251200!1709251200";
        assertThat(FileName.parse(longest + ".")).isPresent();
        assertThat(FileName.parse(longest + ".".repeat(1001 - longest.length())))
                .isEmpty();
    }
}
