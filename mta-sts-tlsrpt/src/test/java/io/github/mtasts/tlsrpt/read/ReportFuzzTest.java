package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.DomainSummary;
import io.github.mtasts.tlsrpt.summary.FailureKind;
import io.github.mtasts.tlsrpt.summary.FailureOrigin;
import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryData;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants for arbitrary octets as a report, or as a mail with one. */
class ReportFuzzTest {
    /** The reports are about 2024; older ones would be left out. */
    private static final Clock NOW = new TestClock(Instant.parse("2024-03-15T12:00:00Z"));

    static Stream<Arguments> seeds() throws IOException {
        byte[] json = Samples.REPORT.getBytes(StandardCharsets.UTF_8);
        return Stream.of(json, Samples.gzip(json), Samples.mail().getBytes(StandardCharsets.UTF_8))
                .map(octets -> Arguments.of((Object) octets));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsOrRefuses(byte[] octets) {
        ReportReader reader = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Missing())
                .acceptUnverified()
                .build();
        ReportRead result = reader.read(octets, "x.json");
        if (result instanceof ReportRead.Refused refused) {
            assertThat(refused.reason()).matches("[ -~]{1,300}");
            return;
        }
        String page = SummaryPage.of(ReportSummary.builder(NOW).add(result).build(), Criteria.DEFAULT);
        assertThat(page).doesNotContain("<script");
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void judgesAnySignature(byte[] octets) {
        DkimVerifier verifier = DkimVerifier.over(
                name -> new TxtAnswer.Records(List.of("v=DKIM1; k=rsa; p=AAAA"), Duration.ofHours(1)),
                Clock.systemUTC());
        assertThat(verifier.verify(octets)).isNotInstanceOf(DkimVerdict.Valid.class);
    }

    /** Member names and values of reports, from which the fuzzer builds JSON; octets that are no JSON are refused at once. */
    private static final List<String> NAMES = List.of(
            "policies",
            "policy",
            "summary",
            "failure-details",
            "date-range",
            "start-datetime",
            "end-datetime",
            "organization-name",
            "contact-info",
            "report-id",
            "policy-type",
            "policy-string",
            "policy-domain",
            "mx-host",
            "total-successful-session-count",
            "total-failure-session-count",
            "result-type",
            "sending-mta-ip",
            "receiving-mx-hostname",
            "receiving-mx-helo",
            "receiving-ip",
            "failed-session-count",
            "additional-information",
            "failure-reason-code",
            "failure-error-code",
            "future");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "9007199254740992",
            "1e999999999",
            "1.5",
            "\"\"",
            "\"12\"",
            "\"sts\"",
            "\"tlsa\"",
            "\"no-policy-found\"",
            "\"example.com\"",
            "\"mx: *.example.com\"",
            "\"mode: enforce\"",
            "\"certificate-expired\"",
            "\"2024-03-01T00:00:00Z\"",
            "\"2024-03-01T23:59:59+01:00\"",
            "\"1709251200\"",
            "\"<script>\"");

    private static final int MAX_DEPTH = 8;

    private static void value(FuzzedDataProvider data, StringBuilder json, int depth) {
        int kind = depth >= MAX_DEPTH ? 0 : data.consumeInt(0, 4);
        if (kind == 0) {
            json.append(data.pickValue(VALUES));
        } else if (kind == 1) {
            json.append('"')
                    .append(data.consumeAsciiString(12).replaceAll("[\\\\\"\\p{Cntrl}]", ""))
                    .append('"');
        } else if (kind == 2) {
            json.append('[');
            for (int i = data.consumeInt(0, 3); i > 0; i--) {
                value(data, json, depth + 1);
                json.append(i > 1 ? "," : "");
            }
            json.append(']');
        } else {
            object(data, json, depth);
        }
    }

    private static void object(FuzzedDataProvider data, StringBuilder json, int depth) {
        json.append('{');
        Set<String> names = new LinkedHashSet<>();
        for (int i = data.consumeInt(0, 8); i > 0; i--) {
            names.add(data.pickValue(NAMES));
        }
        String separator = "";
        for (String name : names) {
            json.append(separator).append('"').append(name).append("\":");
            value(data, json, depth + 1);
            separator = ",";
        }
        json.append('}');
    }

    @FuzzTest(maxDuration = "1m")
    void readsOrRefusesStructuredReports(FuzzedDataProvider data) {
        StringBuilder json = new StringBuilder();
        object(data, json, 0);
        if (json.length() > 2 && data.consumeBoolean()) {
            // Nearly every random object lacks the members without which a report is refused.
            json.insert(1, "\"date-range\":{\"start-datetime\":\"2024-03-01\"},\"policies\":[{\"policy\":{}}],");
        }
        ReportRead result = ReportReader.builder().build().read(Samples.octets(json.toString()), "");
        if (result instanceof ReportRead.Refused refused) {
            assertThat(refused.reason()).matches("[ -~]{1,300}");
            assertThat(refused.cause()).isNotEqualTo(ReportRead.Cause.UNREADABLE);
            return;
        }
        ReportRead.Read read = (ReportRead.Read) result;
        assertThat(read.identity()).isEqualTo(read.identity());
        ReportSummary summary = ReportSummary.builder(NOW).add(read).add(read).build();
        assertThat(summary.duplicates() + summary.leftOut().size()).isPositive();
        for (DomainSummary domain : summary.domains()) {
            long details =
                    domain.failures().stream().map(FailureKind::sessions).reduce(0L, (a, b) -> Math.addExact(a, b));
            long origins =
                    domain.origins().stream().map(FailureOrigin::sessions).reduce(0L, (a, b) -> Math.addExact(a, b));
            assertThat(origins).isEqualTo(details);
            assertThat(Readiness.of(domain, Criteria.DEFAULT).level()).isNotEqualTo(Readiness.Level.READY);
        }
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT)).doesNotContain("<script");
        assertThat(SummaryData.json(summary, Criteria.DEFAULT)).startsWith("{");
        assertThat(SummaryData.failures(summary)).endsWith("\r\n");
    }
}
