package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The policies, reporters and failures of a domain: their order, and which of two values is kept. */
class PoliciesSeenTest {
    private final ReportSummary.Builder builder =
            ReportSummary.builder(new TestClock(Instant.parse("2024-04-15T12:00:00Z")));

    private static PolicyReport entry(String type, String... lines) {
        return new PolicyReport(type, List.of(lines), "example.com", List.of(), 1, 0, List.of());
    }

    private void verified(String submitter, int day, PolicyReport entry) {
        builder.add(Received.verified(submitter, Received.report(submitter, day, entry)));
    }

    private DomainSummary domain() {
        return builder.build().domains().get(0);
    }

    @Test
    void theOrderIsLatestThenTypeThenVerifiedThenLastSeen() {
        verified("one.example", 40, entry("tlsa", "3 1 1 aa"));
        builder.add(Received.posted(Received.report("p", 44, entry("sts", "mode: none"))));
        verified("one.example", 10, entry("sts", "mode: a"));
        verified("one.example", 9, entry("sts", "mode: b"));
        verified("two.example", 9, entry("sts", "mode: c"));
        verified("two.example", 10, entry("sts", "mode: c"));
        verified("two.example", 8, entry("sts", "mode: e"));
        verified("two.example", 8, entry("sts", "mode: d"));
        // Two submitters saw it last.
        verified("three.example", 20, entry("sts", "mode: latest"));
        verified("four.example", 20, entry("sts", "mode: latest"));

        assertThat(domain().policies())
                .extracting(policy -> policy.lines().get(0))
                .containsExactly(
                        "mode: latest",
                        "mode: a",
                        "mode: c",
                        "mode: b",
                        "mode: d",
                        "mode: e",
                        "mode: none",
                        "3 1 1 aa");
        assertThat(domain().policies())
                .extracting(PolicySeen::isLatest)
                .containsExactly(true, false, false, false, false, false, false, false);
    }

    /** What a submitter saw more than 28 days ago says nothing about now. */
    @Test
    void onlySubmittersOfTheLastFourWeeksAreThoseOfAPolicy() {
        verified("one.example", 17, entry("sts", "mode: testing"));
        verified("two.example", 16, entry("sts", "mode: testing"));
        verified("three.example", 44, entry("tlsa", "mode: testing"));
        assertThat(domain().policies().get(0).submitters()).containsExactly("one.example");
        assertThat(domain().policies().get(1).submitters()).isEmpty();
    }

    /** The mode that most submitters saw decides first, then the number of submitters of the policy. */
    @Test
    void reportersWriteOnePolicyInDifferentWays() {
        verified("one.example", 40, entry("sts", "mode: enforce", "a"));
        verified("two.example", 40, entry("sts", "mode: enforce", "b"));
        verified("three.example", 40, entry("sts", "mode: enforce", "b"));
        verified("four.example", 44, entry("sts", "mode: testing"));
        verified("five.example", 44, entry("sts", "mode: testing"));
        assertThat(domain().policies().get(0).lines()).containsExactly("mode: enforce", "b");
    }

    @Test
    void aPolicyOfTheLargestLengthIsShown() {
        String[] lines = new String[64];
        Arrays.fill(lines, "x".repeat(1_024));
        verified("one.example", 40, entry("sts", lines));
        assertThat(domain().policies()).hasSize(1);
        lines[63] += "x";
        verified("one.example", 41, entry("sts", lines));
        assertThat(domain().policies()).hasSize(1);
        assertThat(builder.build().leftOut()).containsOnly(Map.entry(LeftOut.POLICY, 1));
    }

    @Test
    void aThousandSubmittersHaveAVote() {
        for (int i = 0; i < 1_002; i++) {
            verified("s" + i + ".example", 40, entry("sts", "mode: testing"));
        }
        assertThat(domain().policies().get(0).submitters()).hasSize(1_000);
        assertThat(domain().under("sts").verified().lastDays()).hasSize(1_000);
    }

    @Test
    void theContactAndTheInformationOfTheLastReportAreKept() {
        for (int day : new int[] {5, 7, 6, 8}) {
            String information = day == 8 ? null : "https://a.example/" + day;
            FailureDetails failure =
                    new FailureDetails("certificate-expired", null, "mx", null, null, 2, information, "reason " + day);
            PolicyReport entry =
                    new PolicyReport("sts", List.of(), "example.com", List.of(), 1, 2, List.of(failure, failure));
            TlsReport report = Received.report("A", day, entry);
            builder.add(Received.verified(
                    "a.example", new TlsReport("A", "c" + day, "id" + day, report.range(), List.of(entry), List.of())));
        }
        assertThat(domain().senders())
                .singleElement()
                .satisfies(sender -> assertThat(sender.contact()).isEqualTo("c8"))
                .satisfies(sender -> assertThat(sender.entries()).isEqualTo(4));
        assertThat(domain().failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("reason 8"))
                .satisfies(failure -> assertThat(failure.sessions()).isEqualTo(16))
                .satisfies(failure -> assertThat(failure.byDay())
                        .containsOnlyKeys(
                                LocalDate.of(2024, 3, 6),
                                LocalDate.of(2024, 3, 7),
                                LocalDate.of(2024, 3, 8),
                                LocalDate.of(2024, 3, 9)));
    }

    @Test
    void theInformationOfAnOriginIsThatOfTheLatestReport() {
        for (int day : new int[] {7, 6, 8}) {
            String information = day == 8 ? null : "https://a.example/" + day;
            FailureDetails failure =
                    new FailureDetails("certificate-expired", null, "mx", null, null, 2, information, null);
            PolicyReport entry = new PolicyReport("sts", List.of(), "example.com", List.of(), 1, 2, List.of(failure));
            builder.add(Received.verified("a.example", Received.report("A", day, entry)));
        }
        assertThat(domain().origins())
                .singleElement()
                .satisfies(origin -> assertThat(origin.information()).isEqualTo("https://a.example/7"))
                .satisfies(origin -> assertThat(origin.sessions()).isEqualTo(6));
    }

    /** What a row takes up is the length of all its texts. */
    @Test
    void everyTextOfARowIsMeasured() {
        String text = "x".repeat(1_000);
        FailureDetails failure = new FailureDetails(text, text, text, text, text, 1, text, text);
        PolicyReport entry = new PolicyReport(text, List.of(text), text, List.of(text), 1, 1, List.of(failure));
        TlsReport plain = Received.report("a", 0, entry);
        TlsReport report = new TlsReport(text, text, text, plain.range(), List.of(entry), List.of());
        Source source = Source.of(1, Received.posted(report), Received.FIRST, Received.FIRST);

        int submitter = "posted, unauthenticated".length();
        assertThat(ReportSeen.of(source, text, entry).characters()).isEqualTo(4_000 + submitter);
        assertThat(FailureOrigin.of(source, text, text, failure).characters()).isEqualTo(9_000);
        assertThat(new GatheredFailure.Kind(text, text, text).characters()).isEqualTo(3_000);
    }

    /** A report that has two entries about a domain is one report. */
    @Test
    void aReportWithTwoEntriesAboutADomainIsCountedOnce() {
        GatheredDomain two = new GatheredDomain(new Room(1_000_000).share());
        GatheredDomain one = new GatheredDomain(new Room(1_000_000).share());
        TlsReport report = Received.report("a", 0, entry("sts"));
        Source source = Source.of(1, Received.posted(report), Received.FIRST, Received.FIRST);
        two.add(source, entry("sts"));
        two.add(source, entry("tlsa"));
        one.add(source, entry("sts"));
        assertThat(two.entries()).isEqualTo(2);
        assertThat(GatheredDomain.mostReported().compare(one, two)).isZero();
        two.add(Source.of(2, Received.posted(report), Received.FIRST, Received.FIRST), entry("sts"));
        assertThat(GatheredDomain.mostReported().compare(two, one)).isNegative();
        one.add(Source.of(3, Received.verified("a.example", report), Received.FIRST, Received.FIRST), entry("sts"));
        assertThat(GatheredDomain.mostReported().compare(one, two)).isNegative();
    }

    @Test
    void theMainTypeIsTheMostImportantOne() {
        builder.add(Received.posted(Received.report("a", 40, entry("future"))));
        assertThat(domain().mainType()).isEqualTo("future");
        builder.add(Received.posted(Received.report("a", 41, entry("tlsa"))));
        assertThat(domain().mainType()).isEqualTo("tlsa");
        builder.add(Received.posted(Received.report("a", 42, entry("no-policy-found"))));
        assertThat(domain().mainType()).isEqualTo("no-policy-found");
        builder.add(Received.posted(Received.report("a", 43, entry("sts"))));
        assertThat(domain().mainType()).isEqualTo("sts");
    }
}
