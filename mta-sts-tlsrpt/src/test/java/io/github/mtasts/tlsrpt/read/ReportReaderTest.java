package io.github.mtasts.tlsrpt.read;

import static io.github.mtasts.tlsrpt.read.Samples.gzip;
import static io.github.mtasts.tlsrpt.read.Samples.octets;
import static io.github.mtasts.tlsrpt.read.Samples.report;
import static io.github.mtasts.tlsrpt.read.Samples.zip;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final LocalDate DAY = LocalDate.of(2024, 3, 1);
    private static final String RANGE = """
            "date-range": {
                "start-datetime": "2024-03-01T00:00:00Z",
                "end-datetime": "2024-03-01T23:59:59Z"
              },
            """;

    private final ReportReader reader = ReportReader.builder().build();

    private Read read(byte[] octets) {
        return read(octets, "");
    }

    private Read read(byte[] octets, String fileName) {
        ReportRead result = reader.read(octets, fileName);
        assertThat(result).isInstanceOf(Read.class);
        return (Read) result;
    }

    private PolicyReport policy(byte[] octets) {
        return read(octets).report().policies().get(0);
    }

    private void refused(byte[] octets, Cause cause, String reason) {
        ReportRead result = reader.read(octets, "");
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).cause()).isEqualTo(cause);
        assertThat(((Refused) result).reason()).contains(reason);
    }

    @Test
    void readsEveryMemberOfAReport() {
        Read read = read(report());

        TlsReport expected = new TlsReport(
                "Sender Ltd.",
                "postmaster@sender.example",
                "2024-03-01@sender.example",
                new ReportRange(Instant.parse("2024-03-01T00:00:00Z"), Instant.parse("2024-03-01T23:59:59Z")),
                List.of(new PolicyReport(
                        "sts",
                        List.of("version: STSv1", "mode: testing", "mx: *.receiver.example", "max_age: 86400"),
                        "receiver.example",
                        List.of("*.receiver.example"),
                        90,
                        10,
                        List.of(new FailureDetails(
                                "certificate-expired",
                                "192.0.2.1",
                                "mx1.receiver.example",
                                "helo.receiver.example",
                                "192.0.2.2",
                                10,
                                "https://sender.example/why",
                                "X509_EXPIRED")))),
                List.of());
        assertThat(read).isEqualTo(new Read(expected, Submitter.POSTED, List.of()));
        PolicyReport policy = read.report().policies().get(0);
        assertThat(policy.domain()).contains(PolicyDomain.of("receiver.example"));
        assertThat(policy.knownPolicyType()).contains(PolicyType.STS);
        assertThat(policy.failureDetails().get(0).knownResultType()).contains(ResultType.CERTIFICATE_EXPIRED);
    }

    @Test
    void readsGzipZipAndBareJsonAlike(@TempDir Path folder) throws IOException {
        Read bare = read(report());
        Path file = Files.write(folder.resolve("any.name"), gzip(report()));

        assertThat(read(gzip(report()))).isEqualTo(bare);
        assertThat(read(zip("readme.txt", octets("for people"), "r.json", report())))
                .isEqualTo(bare);
        assertThat(reader.read(file)).isEqualTo(bare);
        assertThat(read(octets("\ufeff \r\n" + Samples.REPORT))).isEqualTo(bare);
    }

    @Test
    void refusesAFileThatIsNotThere(@TempDir Path folder) {
        ReportRead result = reader.read(folder.resolve("none"));

        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.cause()).isEqualTo(Cause.UNREADABLE);
            assertThat(refused.reason()).contains("cannot be read");
        });
    }

    @Test
    void refusesArchivesInArchives() {
        refused(gzip(gzip(report())), Cause.UNREADABLE, "contains an archive");
        refused(gzip(zip("r.json", report())), Cause.UNREADABLE, "contains an archive");
        refused(zip("r.json.gz", gzip(report())), Cause.UNREADABLE, "contains an archive");
        refused(zip("readme.txt", octets("for people")), Cause.NOT_A_REPORT, "contains no JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mx-host\": \"*.receiver.example\"",
                "\"mx-host\": [\"*.receiver.example\"]",
                "\"mx-host\": [[\"*.receiver.example\"], null, \"\"]",
                "\"mx-host-pattern\": [\"*.receiver.example\"]"
            })
    @Tag("RPT-4.4-22")
    void readsMxHostAsArrayAndAsString(String member) {
        PolicyReport policy = policy(report("\"mx-host\": [\"*.receiver.example\"]", member));

        assertThat(policy.mxHosts()).containsExactly("*.receiver.example");
    }

    @Test
    void readsThePolicyAsOneStringOrNested() {
        String array = "[\"version: STSv1\", \"mode: testing\", \"mx: *.receiver.example\", \"max_age: 86400\"]";
        List<String> lines = policy(report()).policyString();

        assertThat(policy(report(
                                array,
                                "\"version: STSv1\\r\\nmode: testing\\nmx: *.receiver.example\\nmax_age: 86400\\n\""))
                        .policyString())
                .isEqualTo(lines);
        assertThat(policy(report(array, "[" + array + "]")).policyString()).isEqualTo(lines);
        assertThat(policy(report(array, "[]")).policyString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-02T00:00:00Z",
                "2024-03-01T23:59:59.999+00:00",
                "2024-03-01T23:59:59",
                "2024-03-02T01:59:59+0200",
                "2024-03-01t23:59:59z",
                "2024-03-01 23:59:60",
                "2024-03-01T24:00:00Z",
                "1709337599"
            })
    @Tag("RPT-4.4-23")
    void takesEveryFormOfTheSameDay(String end) {
        Read read = read(report("\"2024-03-01T23:59:59Z\"", '"' + end + '"'));

        assertThat(read.report().range().day()).isEqualTo(DAY);
        assertThat(read.report().range().lastDay()).isEqualTo(DAY);
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void takesTheDayFromTheEndThatIsUsable() {
        Read noEnd = read(report("\"2024-03-01T23:59:59Z\"", "null"));
        Read noStart = read(report("\"2024-03-01T00:00:00Z\"", "\"some day\""));
        Read backwards = read(report("\"2024-03-01T23:59:59Z\"", "\"2023-03-01T23:59:59Z\""));
        Read endless = read(report("\"2024-03-01T23:59:59Z\"", "\"2044-03-01T23:59:59Z\""));
        Read dateAlone = read(report("\"2024-03-01T00:00:00Z\"", "\"2024-03-01\""));

        for (Read read : List.of(noEnd, noStart, backwards, endless, dateAlone)) {
            assertThat(read.report().range().day()).isEqualTo(DAY);
            assertThat(read.report().range().lastDay()).isEqualTo(DAY);
        }
        assertThat(noEnd.warnings()).anyMatch(warning -> warning.contains("one valid end"));
        assertThat(noStart.warnings()).contains("start-datetime is not a valid date: \"some day\"");
        assertThat(backwards.warnings()).anyMatch(warning -> warning.contains("ends before it starts"));
        assertThat(endless.warnings()).anyMatch(warning -> warning.contains("longer than 31 days"));
        assertThat(dateAlone.warnings()).isEmpty();
    }

    @Test
    void aLongerRangeHasAFirstAndALastDay() {
        Read read = read(report("\"2024-03-01T23:59:59Z\"", "\"2024-03-08T00:00:00Z\""));

        assertThat(read.report().range().lastDay()).isEqualTo(LocalDate.of(2024, 3, 7));
    }

    @Test
    void takesTheDayFromTheFileNameOnlyWhenTheReportHasNone() {
        byte[] undated = report(RANGE.strip(), "\"date-range\": \"yesterday\",");

        Read read = read(undated, "a.example!receiver.example!1709251200!1709337599!1.json");

        assertThat(read.report().range().day()).isEqualTo(DAY);
        assertThat(read.warnings()).contains("the date-range is missing; that of the file name is used");
        refused(undated, Cause.NOT_A_REPORT, "no valid date-range");
    }

    @Test
    @Tag("RPT-4.4-24")
    void toleratesAbsentNullUnknownAndRenamedMembers() {
        byte[] octets = octets("""
                {"date-range": {"start-datetime": "2024-03-01T00:00:00Z", "end-datetime": "2024-03-01T23:59:59Z", "x": {}},
                 "organization-name": null, "new-member": [[1, {"a": true}]],
                 "policies": [
                   null,
                   {"policy": {"policy-type": "sts", "policy-string": null, "policy-domain": "receiver.example",
                               "mx-host": null, "new": 1},
                    "summary": {"total-successful-session-count": null, "total-failure-session-count": 3},
                    "failure-details": [
                      {"result-type": "validation-failure", "failed-session-count": 2, "receiving-ip": null,
                       "failure-error-code": "old name", "additional-info-uri": "https://a.example/", "new": "x"},
                      {"result-type": "validation-failure", "failed-session-count": 1,
                       "failure-reason-code": "new name", "failure-error-code": "old name"}]},
                   {"policy": {"policy-type": "no-policy-found", "policy-domain": "receiver.example"}}]}
                """);

        TlsReport report = read(octets).report();

        assertThat(report.organizationName()).isEmpty();
        assertThat(report.reportId()).isEmpty();
        assertThat(report.policies()).hasSize(2);
        PolicyReport policy = report.policies().get(0);
        assertThat(policy.successCount()).isZero();
        assertThat(policy.failureCount()).isEqualTo(3);
        assertThat(policy.failureDetails())
                .extracting(FailureDetails::failureReasonCode)
                .containsExactly("old name", "new name");
        assertThat(policy.failureDetails().get(0).additionalInformation()).isEqualTo("https://a.example/");
        assertThat(policy.failureDetails().get(0).receivingIp()).isNull();
    }

    @Test
    @Tag("RPT-4.3-02")
    void keepsEntriesOfUnknownTypes() {
        PolicyReport result = policy(report("certificate-expired", "future-thing"));
        PolicyReport policyType = policy(report("\"sts\"", "\"future-policy\""));

        assertThat(result.failureDetails()).hasSize(1);
        assertThat(result.failureDetails().get(0).resultType()).isEqualTo("future-thing");
        assertThat(result.failureDetails().get(0).failedSessionCount()).isEqualTo(10);
        assertThat(result.failureDetails().get(0).knownResultType()).isEmpty();
        assertThat(policyType.policyType()).isEqualTo("future-policy");
        assertThat(policyType.knownPolicyType()).isEmpty();
    }

    @Test
    void readsCountsThatAreNotWrittenAsWholeNumbers() {
        for (String ninety : List.of("\"90\"", "90.0", "9e1", "\" 90 \"")) {
            Read read = read(report("count\": 90", "count\": " + ninety));

            assertThat(read.report().policies().get(0).successCount()).isEqualTo(90);
            assertThat(read.warnings()).containsExactly("total-successful-session-count is not written as an integer");
        }
    }

    @Test
    void addsUpTheDetailsWhereTheTotalIsMissing() {
        Read read = read(report("\"total-failure-session-count\": 10", "\"x\": 0"));
        Read uncounted = read(report("\"failed-session-count\": 10", "\"x\": 0"));
        PolicyReport bounded = policy(report(
                "\"total-failure-session-count\": 10",
                "\"x\": 0, \"failure-details\": [{\"failed-session-count\":"
                        + " 9007199254740992}, {\"failed-session-count\": 9007199254740992}]"));

        assertThat(read.report().policies().get(0).failureCount()).isEqualTo(10);
        assertThat(uncounted.report().policies().get(0).failureDetails().get(0).failedSessionCount())
                .isEqualTo(1);
        assertThat(uncounted.warnings())
                .containsExactly("an entry of failure-details has no failed-session-count; counted as one session");
        assertThat(bounded.failureCount()).isEqualTo(1L << 53);
    }

    @Test
    void findsMembersAtOddPlaces() {
        PolicyReport flat = policy(octets("""
                        {"report-id": "1", "date-range": {"start-datetime": "2024-03-01T00:00:00Z", "end-datetime": "2024-03-02"},
                         "policies": {"policy-type": "sts", "policy-domain": "a.example", "total-failure-session-count": 1,
                           "summary": {"failure-details": {"result-type": "tlsa-invalid", "failed-session-count": 1}}}}
                        """));
        PolicyReport beside = policy(octets("""
                        {"report-id": "1", "date-range": {"start-datetime": "2024-03-01T00:00:00Z", "end-datetime": "2024-03-02"},
                         "policy": {"policy-type": "sts", "policy-domain": "a.example"},
                         "summary": {"total-failure-session-count": 1},
                         "failure-details": [{"result-type": "tlsa-invalid", "failed-session-count": 1}]}
                        """));

        assertThat(flat).isEqualTo(beside);
        assertThat(flat.failureDetails()).hasSize(1);
    }

    @Test
    void leavesOutWhatStandsBesideThePolicies() {
        Read read = read(report("\"policies\"", "\"summary\": {\"total-failure-session-count\": 7}, \"policies\""));

        assertThat(read.report().policies().get(0).failureCount()).isEqualTo(10);
        assertThat(read.warnings()).singleElement().asString().contains("outside of policies");
    }

    @Test
    void saysWhatIsMissing() {
        Read read = read(octets("""
                {"date-range": {"start-datetime": "2024-03-01T00:00:00Z", "end-datetime": "2024-03-02"},
                 "contact-info": {"a": 1}, "policies": [{"failure-details": [{"failed-session-count": 1}]}, 7]}
                """));

        assertThat(read.warnings())
                .containsExactlyInAnyOrder(
                        "\"contact-info\" is not text",
                        "an entry of failure-details has no result-type",
                        "a policy has no policy-domain",
                        "a policy has no policy-type",
                        "total-failure-session-count is missing; computed from the failure details",
                        "there is a scalar value where an object is expected",
                        "the report has no report-id");
        assertThat(read.report().warnings()).isEqualTo(read.warnings());
    }

    @Test
    void boundsTheWarnings() {
        Warnings warnings = new Warnings();
        for (int i = 0; i < 200; i++) {
            warnings.add("warning " + i);
        }
        assertThat(warnings.all()).hasSize(51).endsWith("there are further warnings");
    }

    @Test
    void refusesWhatIsNoReport() {
        refused(octets("{}"), Cause.NOT_A_REPORT, "no policies");
        refused(octets("{\"policies\": null}"), Cause.NOT_A_REPORT, "no policies");
        refused(gzip(octets("[1]")), Cause.NOT_JSON, "does not start with a JSON object");
        refused(octets("hello"), Cause.NOT_JSON, "does not start with a JSON object");
        refused(new byte[0], Cause.NOT_JSON, "does not start with a JSON object");
        refused(octets(Samples.REPORT + "{}"), Cause.NOT_JSON, "data after the end");
        refused(report("\"report-id\"", "\"contact-info\": \"twice\", \"report-id\""), Cause.NOT_JSON, "Duplicate");
    }

    @Test
    void refusesJsonThatIsCutOff() {
        for (int length = 1; length < Samples.REPORT.strip().length(); length += 7) {
            refused(octets(Samples.REPORT.substring(0, length)), Cause.NOT_JSON, "line ");
        }
        byte[] zipped = gzip(report());
        refused(Arrays.copyOf(zipped, zipped.length - 20), Cause.UNREADABLE, "damaged");
    }

    @Test
    void theReportIsAuthoritativeOverTheFileName() {
        Read agrees = read(report(), "/var/in/a.example!receiver.example!1709251200!1709337599!1.json");
        Read disagrees = read(report(), "a.example!other.example!1609459200!1609545599.json");

        assertThat(agrees.warnings()).isEmpty();
        assertThat(disagrees.report()).isEqualTo(agrees.report());
        assertThat(disagrees.warnings())
                .containsExactly(
                        "the file name says other.example, the report is about \"receiver.example\"",
                        "the file name says 2021-01-01, the report 2024-03-01");
        for (String noClaim : List.of("a!b!c!d.json", "a!-!1!2", "a!b.example!2!1", "x".repeat(2000))) {
            assertThat(read(report(), noClaim).warnings()).isEmpty();
        }
    }

    @Test
    void readsUtf8() {
        Read read = read(report("Sender Ltd.", "Société 株式会社"));

        assertThat(read.report().organizationName()).isEqualTo("Société 株式会社");
        refused(
                Samples.REPORT.replace("Sender", "Soci\u00e9t\u00e9").getBytes(StandardCharsets.ISO_8859_1),
                Cause.NOT_JSON,
                "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u001a", "\r\n\u001a\0\0\0\n"})
    void readsAReportThatEndsWithNulOrCtrlZ(String end) {
        byte[] padded = Samples.octets(Samples.REPORT + end);
        for (byte[] octets : List.of(padded, Samples.gzip(padded))) {
            Read read = (Read) reader.read(octets, "");
            assertThat(read.report().reportId()).isEqualTo("2024-03-01@sender.example");
            assertThat(read.warnings()).singleElement().asString().contains("NUL or Ctrl-Z");
        }
        byte[] more = Samples.octets(Samples.REPORT + end + " ".repeat(20_000) + "{}");
        assertThat(reader.read(more, ""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("after the end"));
    }

    @Test
    void readsAnMxHostThatIsWrittenAsALineOfThePolicy() {
        Read read = (Read) reader.read(
                report("\"mx-host\": [\"*.receiver.example\"]", "\"mx-host\": [\"mx: *.receiver.example\", \"MX:\"]"),
                "");
        assertThat(read.report().policies().get(0).mxHosts()).containsExactly("*.receiver.example");
        assertThat(read.warnings()).singleElement().asString().contains("mx-host");
    }

    /** Found by the fuzzer: the entry has no member name, and the whole report was refused. */
    @Test
    void anObjectInAListOfTextsIsIgnoredWithAWarning() {
        byte[] odd = report("\"version: STSv1\"", "{}, \"version: STSv1\"");
        Read read = (Read) reader.read(odd, "");
        assertThat(read.report().policies().get(0).policyString()).hasSize(4);
        assertThat(read.warnings()).containsExactly("\"entry\" is not text");
    }
}
