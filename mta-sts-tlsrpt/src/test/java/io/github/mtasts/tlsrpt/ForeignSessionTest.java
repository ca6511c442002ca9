package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.POLICY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.foreign.ForeignSession.Failed;
import io.github.mtasts.tlsrpt.foreign.ForeignSession.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the sessions of another mail server are counted in a report. */
class ForeignSessionTest {
    private static final String DOMAIN = "example.com";
    private static final Failed EXPIRED = failed(ResultType.CERTIFICATE_EXPIRED, "203.0.113.58");

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder, builder -> builder.exclude(domain -> domain.name().equals("excluded.example")));
        rig.asksForReports(DOMAIN, "mailto:tls@example.com");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Failed failed(ResultType type, String receiving) {
        return new Failed(
                type,
                Outcomes.address("198.51.100.62"),
                "mx1.example.com",
                "mx.example.com",
                Outcomes.address(receiving),
                "expired");
    }

    private static Policy sts(boolean success, Failed... failures) {
        return new Policy(PolicyType.STS, DOMAIN, POLICY, List.of("*.example.com"), success, List.of(failures));
    }

    private void count(Policy... policies) {
        rig.reporting.count(new ForeignSession(PolicyDomain.of(DOMAIN), NOON, List.of(policies)));
    }

    private JsonNode onlyEntry() throws IOException {
        JsonNode policies = rig.report(DOMAIN).get("policies");
        assertThat(policies).hasSize(1);
        return policies.get(0);
    }

    @Test
    void theVerdictOfTheOtherServerDecidesTheCount() throws IOException {
        count(sts(true));
        count(sts(false, EXPIRED));
        count(sts(false));

        assertThat(onlyEntry().at("/summary/total-successful-session-count").asInt())
                .isEqualTo(1);
        assertThat(onlyEntry().at("/summary/total-failure-session-count").asInt())
                .isEqualTo(2);
        assertThat(onlyEntry().get("failure-details")).hasSize(1);
        assertThat(onlyEntry().at("/failure-details/0/receiving-mx-hostname").asText())
                .isEqualTo("mx1.example.com");
        assertThat(onlyEntry().at("/failure-details/0/receiving-ip").asText()).isEqualTo("203.0.113.58");
    }

    @Test
    void aFailureBeforeASuccessIsADetailAndNoFailedSession() throws IOException {
        count(sts(true, EXPIRED, EXPIRED));

        assertThat(onlyEntry().at("/summary/total-successful-session-count").asInt())
                .isEqualTo(1);
        assertThat(onlyEntry().at("/summary/total-failure-session-count").asInt())
                .isZero();
        assertThat(onlyEntry().at("/failure-details/0/failed-session-count").asInt())
                .isEqualTo(1);
    }

    @Test
    void foreignSessionsAndOurOwnShareAnEntry() throws IOException {
        count(sts(true));
        rig.reporting.onOutcome(Outcomes.outcome(DOMAIN, NOON, Outcomes.sts(DOMAIN)));

        assertThat(onlyEntry().at("/summary/total-successful-session-count").asInt())
                .isEqualTo(2);
    }

    @Test
    void unknownPartsAreLeftOut() throws IOException {
        count(sts(false, new Failed(ResultType.VALIDATION_FAILURE, null, "", "", null, "")));

        JsonNode detail = onlyEntry().at("/failure-details/0");
        assertThat(detail.has("receiving-mx-hostname")).isFalse();
        assertThat(detail.has("receiving-ip")).isFalse();
        assertThat(detail.has("sending-mta-ip")).isFalse();
    }

    @Test
    void sessionsOfClosedDaysAndOfExcludedDomainsAreNotCounted() {
        rig.reporting.count(
                new ForeignSession(PolicyDomain.of(DOMAIN), NOON.minus(Duration.ofDays(3)), List.of(sts(true))));
        rig.reporting.count(new ForeignSession(PolicyDomain.of("excluded.example"), NOON, List.of(sts(true))));
        rig.flush();

        assertThat(rig.reporting.pending(LocalDate.of(2024, 3, 1))).isEmpty();
        assertThat(rig.reporting.pending(LocalDate.of(2024, 2, 27))).isEmpty();
    }

    @Test
    void whatAStrangerSaidIsCutAndCleaned() {
        String hostile = "a\u0007\n".repeat(2_000);
        Failed failed = new Failed(ResultType.VALIDATION_FAILURE, null, hostile, hostile, null, hostile);
        Policy policy = new Policy(
                PolicyType.STS,
                hostile,
                Collections.nCopies(5_000, hostile),
                Collections.nCopies(5_000, hostile),
                false,
                Collections.nCopies(5_000, failed));
        ForeignSession session = new ForeignSession(PolicyDomain.of(DOMAIN), NOON, Collections.nCopies(5_000, policy));

        assertThat(session.policies()).hasSize(ForeignSession.MAX_POLICIES);
        assertThat(policy.failures()).hasSize(ForeignSession.MAX_FAILURES);
        assertThat(policy.policyString()).hasSize(ForeignSession.MAX_LINES).allMatch(ForeignSessionTest::isClean);
        assertThat(policy.mxHosts()).hasSize(ForeignSession.MAX_LINES);
        assertThat(List.of(policy.policyDomain(), failed.mxHost(), failed.receivingHelo(), failed.reason()))
                .allMatch(ForeignSessionTest::isClean);
    }

    private static boolean isClean(String text) {
        return text.length() <= 1_000 && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
