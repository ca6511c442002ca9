package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.PolicyWriter;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.summary.Readiness.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Summaries of domains whose policy of today was handed over. */
class CurrentPolicyTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.parse("example.com").orElseThrow();
    private static final List<String> TESTING =
            List.of("version: STSv1", "mode: testing", "mx: mx1.example.com", "mx: *.example.com", "max_age: 86400");

    private static StsPolicy policy(PolicyMode mode, String... patterns) {
        String text = PolicyWriter.write(mode, List.of(patterns), Duration.ofDays(1));
        return ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))).policy();
    }

    private static PolicyReport entry(List<String> lines, List<String> mxHosts) {
        return new PolicyReport("sts", lines, DOMAIN.name(), mxHosts, 50, 0, List.of());
    }

    /** Two submitters saw a policy for two weeks. */
    private static ReportSummary.Builder seen(List<String> lines) {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
        for (int day = 0; day < 14; day++) {
            for (String submitter : List.of("one.example", "two.example")) {
                builder.add(Received.verified(submitter, Received.report(submitter, day, entry(lines, List.of()))));
            }
        }
        return builder;
    }

    private static Readiness readiness(ReportSummary summary) {
        return Readiness.of(summary.domains().get(0), Criteria.DEFAULT);
    }

    private static ReportSummary with(ReportSummary.Builder builder, StsPolicy policy) {
        return builder.currentPolicies(Map.of(DOMAIN, policy)).build();
    }

    @Test
    void thePolicyOfTodayIsTheOneThatWasSeen() {
        ReportSummary summary = with(seen(TESTING), policy(PolicyMode.TESTING, "*.example.com", "mx1.example.com"));

        assertThat(readiness(summary).level()).isEqualTo(Level.READY);
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT))
                .contains("<h3>Policy that the domain publishes now</h3>\n<p>Mode testing</p>\n<pre>version: STSv1\n")
                .contains("<p>Mode testing, as published now: ")
                .doesNotContain("the latest");
        assertThat(SummaryData.json(summary, Criteria.DEFAULT)).contains("\"latest\":true,\"current\":true,");
    }

    /** Sessions under another policy are no evidence for the one that the domain publishes now. */
    @Test
    void aPolicyThatNobodySawIsNotReady() {
        ReportSummary.Builder builder = seen(TESTING);
        StsPolicy changed = policy(PolicyMode.TESTING, "new.example.com");
        ReportSummary summary = with(builder, changed);

        assertThat(readiness(summary).level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
        assertThat(readiness(summary).reasons())
                .containsExactly("Verified submitters that saw the policy of now: 0 of 2 required.");
        assertThat(readiness(summary).wouldChange())
                .containsExactly("Reports of 2 more verified submitters that show the policy of now.");
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT)).contains("<p>Mode testing, not as published now: ");
        assertThat(SummaryData.json(summary, Criteria.DEFAULT)).contains("\"latest\":true,\"current\":false,");

        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.posted(Received.report(
                    submitter, 13, entry(List.of("mode: testing", "max_age: 86400"), List.of("new.example.com")))));
        }
        assertThat(readiness(builder.build()).level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
        builder.add(Received.verified(
                "two.example",
                Received.report(
                        "two.example",
                        13,
                        entry(List.of(" Mode:TESTING ", "max_age: 86400"), List.of("NEW.example.com")))));
        assertThat(readiness(builder.build()).wouldChange())
                .containsExactly("Reports of 1 more verified submitter that show the policy of now.");
        builder.add(Received.verified(
                "one.example",
                Received.report(
                        "one.example",
                        13,
                        entry(List.of("max_age:86400", "mx:new.example.com", "mode:testing"), List.of()))));
        assertThat(readiness(builder.build()).level()).isEqualTo(Level.READY);
    }

    /** The reports of yesterday are about the policy of yesterday. */
    @Test
    void theModeOfTodayDecidesWhetherADomainIsInEnforce() {
        ReportSummary.Builder builder = seen(TESTING);
        ReportSummary enforced = with(builder, policy(PolicyMode.ENFORCE, "*.example.com", "mx1.example.com"));
        assertThat(readiness(enforced).level()).isEqualTo(Level.ENFORCED);
        assertThat(SummaryData.domains(enforced, Criteria.DEFAULT)).contains(",enforce,");

        List<String> enforce = List.of("mode: enforce", "mx: *.example.com", "max_age: 86400");
        assertThat(readiness(seen(enforce).build()).level()).isEqualTo(Level.ENFORCED);
        ReportSummary testing = with(seen(enforce), policy(PolicyMode.TESTING, "*.example.com"));
        assertThat(readiness(testing).level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
        assertThat(SummaryData.domains(testing, Criteria.DEFAULT)).contains(",testing,");
    }

    @Test
    void withoutItThePageSaysThatItIsNotKnown() {
        ReportSummary other = seen(TESTING)
                .currentPolicies(Map.of(
                        PolicyDomain.parse("example.org").orElseThrow(), policy(PolicyMode.ENFORCE, "a.example")))
                .build();
        assertThat(readiness(other).level()).isEqualTo(Level.READY);
        assertThat(SummaryPage.of(other, Criteria.DEFAULT))
                .contains(
                        "The latest is the one that most verified submitters saw last. The reports do not tell whether")
                .contains("<p>Mode testing, the latest: ")
                .doesNotContain("publishes now");
        assertThat(SummaryData.json(other, Criteria.DEFAULT)).contains("\"latest\":true,\"current\":null,");
    }

    @Test
    void unverifiedPoliciesAreNotMentionedIfThePolicyIsKnown() {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
        builder.add(Received.posted(Received.report("a", 13, entry(TESTING, List.of()))));
        assertThat(readiness(builder.build()).reasons()).anyMatch(each -> each.contains("unverified"));
        assertThat(readiness(with(builder, policy(PolicyMode.NONE))).reasons())
                .noneMatch(each -> each.contains("unverified"));
    }
}
