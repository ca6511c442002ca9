package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.MISMATCH;
import static io.github.mtasts.tlsrpt.Outcomes.POLICY;
import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Outcomes.tlsa;
import static io.github.mtasts.tlsrpt.Outcomes.unconnected;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How outcomes are counted in a report. */
class CountingTest {
    private static final String DOMAIN = "example.com";

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder, builder -> builder.limits(new ReportLimits(100, 20, 50, 100)));
        rig.asksForReports(DOMAIN, "mailto:tls@example.com");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void count(int times, AppliedPolicy... policies) {
        for (int i = 0; i < times; i++) {
            rig.reporting.onOutcome(outcome(DOMAIN, NOON, policies));
        }
    }

    private List<JsonNode> policies() throws IOException {
        return StreamSupport.stream(rig.report(DOMAIN).get("policies").spliterator(), false)
                .toList();
    }

    private JsonNode entry(String type) throws IOException {
        List<JsonNode> found = policies().stream()
                .filter(each -> each.at("/policy/policy-type").asText().equals(type))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String totals(JsonNode entry) {
        return entry.at("/summary/total-successful-session-count") + "/"
                + entry.at("/summary/total-failure-session-count");
    }

    private static List<String> details(JsonNode entry) {
        List<String> details = new ArrayList<>();
        for (JsonNode detail : entry.path("failure-details")) {
            details.add(detail.get("result-type").asText() + " "
                    + detail.path("failure-reason-code").asText().split(":", -1)[0] + " "
                    + detail.get("failed-session-count"));
        }
        return details;
    }

    @Test
    @Tag("RPT-4.2.1-01")
    @Tag("RPT-4-02")
    @Tag("RPT-4.4-11")
    @Tag("RPT-4.4-17")
    void countsCompliantAndFailedSessions() throws IOException {
        count(5, sts(DOMAIN));
        count(2, sts(DOMAIN, EXPIRED));
        assertThat(rig.report(DOMAIN).get("policies").isArray()).isTrue();
        assertThat(totals(entry("sts"))).isEqualTo("5/2");
        assertThat(entry("sts").at("/summary/total-successful-session-count").isIntegralNumber())
                .isTrue();
        assertThat(details(entry("sts"))).containsExactly("certificate-expired expired 2");
    }

    @Test
    @Tag("RPT-4.2.1-02")
    @Tag("RPT-4.4-12")
    void aDayWithoutFailuresIsReportedWithoutDetails() throws IOException {
        count(3, sts(DOMAIN));
        assertThat(totals(entry("sts"))).isEqualTo("3/0");
        assertThat(entry("sts").has("failure-details")).isFalse();
    }

    @Test
    @Tag("RPT-4-05")
    @Tag("RPT-4.2.2-01")
    void aSessionWithTwoFailuresIsOneFailureWithTwoDetails() throws IOException {
        count(1, sts(DOMAIN, EXPIRED, MISMATCH, EXPIRED));
        assertThat(totals(entry("sts"))).isEqualTo("0/1");
        assertThat(details(entry("sts")))
                .containsExactlyInAnyOrder(
                        "certificate-expired expired 1", "certificate-host-mismatch host-mismatch 1");
    }

    @Test
    @Tag("RPT-4-06")
    void likeFailuresAreMergedAndUnlikeOnesStayApart() throws IOException {
        for (int i = 0; i < 3; i++) {
            rig.reporting.onOutcome(outcome(DOMAIN, NOON, "mx1.example.com", sts(DOMAIN, EXPIRED)));
        }
        for (int i = 0; i < 2; i++) {
            rig.reporting.onOutcome(outcome(DOMAIN, NOON, "mx2.example.com", sts(DOMAIN, EXPIRED)));
        }
        assertThat(details(entry("sts")))
                .containsExactlyInAnyOrder("certificate-expired expired 3", "certificate-expired expired 2");
    }

    @Test
    @Tag("RPT-4-07")
    void eachDistinctPolicyOfADayHasItsEntry() throws IOException {
        count(1, sts(DOMAIN), tlsa("mx1.example.com", List.of("3 1 1 aa", "2 0 1 bb")));
        count(
                1,
                sts(DOMAIN, List.of("version: STSv1", "mode: enforce")),
                tlsa("mx1.example.com", List.of("2 0 1 bb", "3 1 1 aa")));
        assertThat(policies())
                .extracting(each -> each.at("/policy/policy-type").asText() + " " + totals(each))
                .containsExactlyInAnyOrder("sts 1/0", "sts 1/0", "tlsa 2/0");
    }

    @Test
    @Tag("RPT-4-03")
    @Tag("RPT-1.1-02")
    @Tag("RPT-4.2.2-04")
    @Tag("RPT-4.4-07")
    @Tag("RPT-4.4-08")
    @Tag("RPT-4.4-10")
    @Tag("RPT-4.5-01")
    void aSessionUnderTwoPoliciesCountsOnceInTheEntryOfEach() throws IOException {
        count(1, tlsa("mx1.example.net", List.of("3 1 1 0123456789ABCDEF", "2 0 1 ab")), sts(DOMAIN, EXPIRED));
        count(1, none(DOMAIN));
        assertThat(totals(entry("tlsa"))).isEqualTo("1/0");
        assertThat(totals(entry("sts"))).isEqualTo("0/1");
        assertThat(entry("tlsa").at("/policy/policy-domain").asText()).isEqualTo("mx1.example.net");
        assertThat(entry("sts").at("/policy/policy-domain").asText()).isEqualTo(DOMAIN);
        assertThat(entry("tlsa").at("/policy/policy-string"))
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.asText()).matches("^[0-9]+ [0-9]+ [0-9]+ [0-9A-Fa-f]+$"));
        assertThat(entry("tlsa").get("policy").has("mx-host")).isFalse();
        assertThat(entry("sts").at("/policy/policy-string").isArray()).isTrue();
        assertThat(entry("sts").at("/policy/mx-host").toString()).isEqualTo("[\"*.example.com\"]");
        assertThat(entry("no-policy-found").get("policy").has("policy-string")).isFalse();
    }

    @Test
    @Tag("RPT-4-04")
    void withoutAnyPolicySessionsAreUnderNoPolicyFound() throws IOException {
        rig.asksForReports("plain.example", "mailto:tls@plain.example");
        count(1, sts(DOMAIN));
        rig.reporting.onOutcome(outcome("plain.example", NOON, none("plain.example")));
        assertThat(policies()).hasSize(1);
        assertThat(rig.report("plain.example")
                        .at("/policies/0/policy/policy-type")
                        .asText())
                .isEqualTo("no-policy-found");
    }

    @Test
    @Tag("RPT-4.3.2.2-04")
    @Tag("RPT-4.4-20")
    void aPolicyThatWasExpectedAndNotObtainedHasAnEmptyPolicyString() throws IOException {
        Failure failure = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "status: 404");
        for (int i = 0; i < 3; i++) {
            rig.reporting.onOutcome(unconnected(DOMAIN, NOON, "mx1.example.com", sts(DOMAIN, List.of(), failure)));
        }
        JsonNode entry = entry("sts");
        assertThat(entry.at("/policy/policy-string").toString()).isEqualTo("[]");
        assertThat(entry.get("policy").has("mx-host")).isFalse();
        assertThat(totals(entry)).isEqualTo("0/3");
        assertThat(details(entry)).containsExactly("sts-policy-fetch-error status 3");
        JsonNode detail = entry.get("failure-details").get(0);
        assertThat(detail.has("sending-mta-ip")).isFalse();
        assertThat(detail.has("receiving-ip")).isFalse();
        assertThat(detail.has("receiving-mx-helo")).isFalse();
    }

    @Test
    @Tag("RPT-4.3.2.2-05")
    void aFailedRefreshIsADetailThatMakesNoSessionFail() throws IOException {
        Failure failure = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "timeout: 60 s");
        AppliedPolicy applied = new AppliedPolicy(
                PolicyType.STS, DOMAIN, POLICY, List.of("*.example.com"), true, List.of(), List.of(failure));
        count(2, applied);
        assertThat(totals(entry("sts"))).isEqualTo("2/0");
        assertThat(details(entry("sts"))).containsExactly("sts-policy-fetch-error timeout 2");
    }

    @Test
    @Tag("RPT-4.3.2.1-01")
    @Tag("RPT-4.3.2.1-02")
    @Tag("RPT-4.3.2.1-03")
    void whatDaneFindsIsReportedUnderTlsa() throws IOException {
        count(
                1,
                tlsa(
                        "mx1.example.com",
                        List.of("3 1 1 aa"),
                        new Failure(ResultType.TLSA_INVALID, "no-match: 1 record")));
        count(
                1,
                tlsa(
                        "mx1.example.com",
                        List.of("0 0 1 aa"),
                        new Failure(ResultType.TLSA_INVALID, "unusable: 1 record")));
        count(1, tlsa("mx1.example.com", List.of(), new Failure(ResultType.DNSSEC_INVALID, "bogus: TLSA")));
        count(1, tlsa("mx2.example.com", List.of(), new Failure(ResultType.DANE_REQUIRED, "no-tlsa: required")));
        List<JsonNode> policies = policies();
        assertThat(policies.stream().flatMap(each -> details(each).stream()))
                .containsExactlyInAnyOrder(
                        "tlsa-invalid no-match 1",
                        "tlsa-invalid unusable 1",
                        "dnssec-invalid bogus 1",
                        "dane-required no-tlsa 1");
        assertThat(policies)
                .filteredOn(each -> each.toString().contains("dane-required"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each.at("/policy/policy-string").toString()).isEqualTo("[]"));
    }

    @Test
    @Tag("RPT-4.1-01")
    void aReportCoversOneUtcDay() throws IOException {
        for (String time : List.of(
                "2024-02-29T23:59:59.999Z",
                "2024-03-01T00:00:00Z",
                "2024-03-01T23:59:59.999Z",
                "2024-03-02T00:00:00Z")) {
            rig.clock.set(Instant.parse(time));
            rig.reporting.onOutcome(outcome(DOMAIN, Instant.parse(time), sts(DOMAIN)));
        }
        assertThat(totals(entry("sts"))).isEqualTo("2/0");
    }

    /** Late sessions are never moved to another day. */
    @Test
    void sessionsOfTheDayBeforeAreCountedForTenMinutesAndThenLeftOut() throws IOException {
        Instant session = Instant.parse("2024-03-01T23:59:00Z");
        rig.clock.set(Instant.parse("2024-03-02T00:09:59Z"));
        rig.reporting.onOutcome(outcome(DOMAIN, session, sts(DOMAIN)));
        rig.clock.set(Instant.parse("2024-03-02T00:10:00Z"));
        rig.reporting.onOutcome(outcome(DOMAIN, session, sts(DOMAIN)));
        assertThat(totals(entry("sts"))).isEqualTo("1/0");
        assertThat(rig.store.list(LocalDate.of(2024, 3, 2))).isEmpty();
    }

    /** Otherwise two hosts would report each other's reports for ever. */
    @Test
    @Tag("RPT-3-21")
    void aSessionThatCarriesAReportIsNotCounted() throws IOException {
        count(1, sts(DOMAIN));
        rig.reporting.onOutcome(
                outcome(DOMAIN, DeliveryKind.TLS_REPORT, NOON, "mx1.example.com", "mx", sts(DOMAIN, EXPIRED)));
        assertThat(totals(entry("sts"))).isEqualTo("1/0");
    }

    /** An attacker must not be able to grow the memory or the report with distinct failures. */
    @Test
    @Tag("RPT-5.2-02")
    void distinctDetailsAreCappedAndWhatGoesOverIsCountedInOne() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            rig.reporting.onOutcome(
                    outcome(DOMAIN, DeliveryKind.NORMAL, NOON, "mx1.example.com", "helo" + i, sts(DOMAIN, EXPIRED)));
            if (i % 100 == 0) {
                rig.flush();
            }
        }
        JsonNode entry = entry("sts");
        assertThat(totals(entry)).isEqualTo("0/2000");
        assertThat(entry.get("failure-details")).hasSize(51);
        assertThat(details(entry)).contains("validation-failure too-many-details 1950");
    }

    @Test
    void aTallyInMemoryIsCappedToo() throws IOException {
        for (int i = 0; i < 500; i++) {
            rig.reporting.onOutcome(outcome(
                    DOMAIN,
                    NOON,
                    sts(DOMAIN, List.of("line " + i), new Failure(ResultType.VALIDATION_FAILURE, "r" + i))));
            rig.reporting.onOutcome(outcome("d" + i + ".example", NOON, none("d" + i + ".example")));
        }
        assertThat(policies()).hasSizeLessThanOrEqualTo(21);
        assertThat(policies().stream()
                        .mapToInt(each ->
                                each.at("/summary/total-failure-session-count").asInt())
                        .sum())
                .isEqualTo(500);
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1))).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    @Tag("RPT-7-01")
    @Tag("RPT-4-01")
    @Tag("RPT-4.4-16")
    @Tag("RPT-4.4-19")
    void whatAServerSaysIsBoundedAndHarmless() throws IOException {
        rig.reporting.onOutcome(outcome(
                DOMAIN,
                DeliveryKind.NORMAL,
                NOON,
                "mx1.example.com",
                "\"}],\r\nX: \u0000\uD800\u00ff" + "x".repeat(10_000),
                sts(
                        DOMAIN,
                        new Failure(
                                ResultType.VALIDATION_FAILURE, "unknown-ca\r\nSubject: \"}" + "y".repeat(10_000)))));
        JsonNode detail = entry("sts").get("failure-details").get(0);
        assertThat(detail.get("receiving-mx-helo").asText())
                .hasSize(255)
                .startsWith("\"}],??X: ???")
                .matches("[ -~]+");
        assertThat(detail.get("failure-reason-code").asText())
                .hasSizeLessThanOrEqualTo(200)
                .matches("[ -~]+");
        IJson.check(IJson.unzip(rig.file(DOMAIN).gzip()));
    }

    /** The look-up runs outside the delivery path; until it has finished, the domain is counted. */
    @Test
    @Tag("STS-5-05")
    void onlyDomainsThatAskForReportsAreKept() throws InterruptedException {
        rig.net.dns().txt("_smtp._tls.odd.example", "v=TLSRPTv1; rua=");
        for (String domain : List.of(DOMAIN, "nobody.example", "odd.example")) {
            rig.reporting.onOutcome(outcome(domain, NOON, sts(domain, EXPIRED)));
        }
        LocalDate today = LocalDate.of(2024, 3, 1);
        long end = System.nanoTime() + Rig.PATIENCE.toNanos();
        do {
            rig.flush();
            Thread.onSpinWait();
        } while (rig.store.list(today).size() != 1 && System.nanoTime() < end);
        assertThat(rig.store.list(today))
                .extracting(each -> each.domain().name())
                .containsExactly(DOMAIN);
        // The result is cached now: no row is written any more.
        rig.reporting.onOutcome(outcome("nobody.example", NOON, sts("nobody.example", EXPIRED)));
        rig.flush();
        assertThat(rig.store.list(today)).hasSize(1);
    }

    /** A failed look-up loses no data. */
    @Test
    void aDomainWhoseRecordCannotBeLookedUpIsCounted() throws IOException {
        rig.net.dns().servfail("_smtp._tls." + DOMAIN);
        count(1, sts(DOMAIN));
        rig.flush();
        count(1, sts(DOMAIN));
        assertThat(totals(entry("sts"))).isEqualTo("2/0");
    }

    @Test
    void domainsThatTheOperatorLeavesOutAreNotCounted() {
        rig.close();
        rig = new Rig(folder.resolve("other"), builder -> builder.exclude(PolicyDomain.of(DOMAIN)::equals));
        count(1, sts(DOMAIN));
        rig.flush();
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1))).isEmpty();
    }

    /** Counts in memory survive a restart. */
    @Test
    void nothingIsLostOnAnOrderlyStop() throws IOException {
        count(3, sts(DOMAIN));
        rig.restart();
        count(2, sts(DOMAIN));
        assertThat(totals(entry("sts"))).isEqualTo("5/0");
    }

    @Test
    @Tag("RPT-8-01")
    @Tag("RPT-8-02")
    void aReportHasNothingOfTheMessagesAndNoVersions() throws IOException {
        count(1, sts(DOMAIN, EXPIRED, MISMATCH));
        String report = rig.report(DOMAIN).toString();
        assertThat(report)
                .doesNotContain("bob@")
                .doesNotContain("Hello")
                .doesNotContainPattern("(?i)java|openjdk|mta-sts-java");
        assertThat(report.replace("tls-reports@sender.example", "").replaceAll("[0-9a-f.]+@sender.example", ""))
                .doesNotContain("@");
    }

    @Test
    void aClosedReportingLeavesNothingBehindWithTheCallersExecutor() {
        rig.reporting.close();
        rig.restartAfterClose();
        assertThat(rig.scheduler.cancelled()).isEqualTo(2);
    }

    @Test
    void whatWasCountedGoesToTheStoreTwiceASecond() {
        assertThat(rig.scheduler.periods()).contains(Duration.ofMillis(500));
    }
}
