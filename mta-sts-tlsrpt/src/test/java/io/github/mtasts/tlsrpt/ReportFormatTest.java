package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.POLICY;
import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Outcomes.tlsa;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportNames;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON of a report, its file and its names. */
class ReportFormatTest {
    private static final String DOMAIN = "example.com";

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder, builder -> builder.limits(new ReportLimits(100, 50, 200_000)));
        rig.asksForReports(DOMAIN, "mailto:tls@example.com");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static ReportKey report(String domain, String day) {
        return new ReportKey(LocalDate.parse(day), PolicyDomain.of(domain));
    }

    private void countEverything() {
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, none(DOMAIN)));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, tlsa("mx1.example.com", List.of("3 1 1 ab"))));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, List.of(), EXPIRED)));
        for (ResultType type : ResultType.values()) {
            rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, new Failure(type, "some-code: detail"))));
        }
    }

    /** The schema follows section 4.4, and an independent library validates it. */
    @Test
    @Tag("RPT-4.3-01")
    @Tag("RPT-4.4-01")
    @Tag("RPT-4.4-02")
    @Tag("RPT-4.4-21")
    @Tag("RPT-4-01")
    void aReportOfEverythingFitsTheSchema() throws IOException {
        countEverything();
        rig.flush();
        byte[] json = IJson.unzip(rig.file(DOMAIN).gzip());
        IJson.check(json);
        JsonNode report = new ObjectMapper().readTree(json);
        try (InputStream schema = getClass().getResourceAsStream("/rfc8460-report.schema.json")) {
            JsonSchema checked = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
            assertThat(checked.validate(
                            report, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
                    .isEmpty();
        }
        assertThat(report.findValuesAsText("result-type")).contains("sts-webpki-invalid", "dane-required");
        Set<String> types = new HashSet<>(report.findValuesAsText("result-type"));
        assertThat(types).hasSize(ResultType.values().length);
    }

    @Test
    @Tag("RPT-4.4-03")
    @Tag("RPT-4.4-04")
    @Tag("RPT-4.4-06")
    @Tag("RPT-5.1-03")
    void theDayEndsWithItsLastSecond() throws IOException {
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        JsonNode report = rig.report(DOMAIN);
        assertThat(report.at("/date-range/start-datetime").asText()).isEqualTo("2024-03-01T00:00:00Z");
        assertThat(report.at("/date-range/end-datetime").asText()).isEqualTo("2024-03-01T23:59:59Z");
        assertThat(report("a.example", "2024-02-29").end()).isEqualTo("2024-02-29T23:59:59Z");
        assertThat(report.get("contact-info").asText()).isEqualTo("tls-reports@sender.example");
        assertThat(report.get("report-id").asText())
                .matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@sender\\.example");
        String[] name = rig.file(DOMAIN).name().split("[!.]json|!", -1);
        assertThat(Instant.ofEpochSecond(Long.parseLong(name[2])))
                .isEqualTo(report.at("/date-range/start-datetime").asText());
        assertThat(Instant.ofEpochSecond(
                        Long.parseLong(name[3].replace(".gz", "").replace(".json", ""))))
                .isEqualTo(report.at("/date-range/end-datetime").asText());
    }

    @Test
    @Tag("RPT-4.4-05")
    void reportIdsAreUniqueAndStable() {
        Set<String> ids = new HashSet<>();
        for (int domain = 0; domain < 100; domain++) {
            for (int day = 0; day < 100; day++) {
                ReportKey key = new ReportKey(
                        LocalDate.of(2024, 1, 1).plusDays(day), PolicyDomain.of("d" + domain + ".example"));
                ids.add(ReportNames.id(Rig.reporter(), key));
            }
        }
        assertThat(ids).hasSize(10_000);
        assertThat(ids).contains(ReportNames.id(Rig.reporter(), report("d7.example", "2024-01-05")));
    }

    @Test
    @Tag("RPT-5.1-01")
    @Tag("RPT-5.1-02")
    @Tag("RPT-5.1-04")
    void theFileIsNamedByTheRule() {
        Reporter reporter = Reporter.of("Sender", "tls@sender.example");
        ReportKey key = report("example.net", "2024-03-01");
        assertThat(ReportNames.file(reporter, key, "001", true))
                .isEqualTo("sender.example!example.net!1709251200!1709337599!001.json.gz");
        assertThat(ReportNames.file(reporter, key, "", false))
                .isEqualTo("sender.example!example.net!1709251200!1709337599.json");
        assertThatThrownBy(() -> ReportNames.file(reporter, key, "a-b", true)).hasMessageContaining("a-b");
        assertThat(ReportNames.file(Reporter.of("Sender", "tls@mail.bücher.example"), key, "", true))
                .startsWith("mail.xn--bcher-kva.example!example.net!");
    }

    @Test
    void refusesAReporterThatCannotStandInAReport() {
        for (String contact : List.of(
                "",
                "a",
                "@x.example",
                "a b@x.example",
                "<a@x.example>",
                "mailto:a@x.example",
                "a..b@x.example",
                "a@",
                "a@[192.0.2.1]",
                "\"a\"@x.example")) {
            assertThatThrownBy(() -> Reporter.of("Sender", contact))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("contact");
        }
        for (String name : List.of("", "  ", "a\r\nb", "x".repeat(2_000))) {
            assertThatThrownBy(() -> Reporter.of(name, "a@x.example")).hasMessageContaining("organizationName");
        }
        assertThat(Reporter.of("Büro", "TLS@Sender.Example.")).hasToString("Büro <TLS@sender.example>");
    }

    @Test
    @Tag("RPT-4.4-09")
    @Tag("RPT-4.4-10")
    void domainsAndPatternsAreALabels() throws IOException {
        AppliedPolicy three = new AppliedPolicy(
                PolicyType.STS,
                "xn--bcher-kva.example",
                POLICY,
                List.of("a.example", "b.example", "*.xn--bcher-kva.example"),
                true,
                List.of(),
                List.of());
        rig.asksForReports("xn--bcher-kva.example", "mailto:tls@example.com");
        rig.reporting.onOutcome(outcome("bücher.example", NOON, three));
        JsonNode policy = rig.report("bücher.example").at("/policies/0/policy");
        assertThat(policy.get("policy-domain").asText()).isEqualTo("xn--bcher-kva.example");
        assertThat(policy.get("mx-host")).hasSize(3);
    }

    @Test
    @Tag("RPT-4.4-13")
    @Tag("RPT-4.4-14")
    @Tag("RPT-4.4-15")
    void addressesAndNamesOfASession() throws IOException {
        for (String[] each : new String[][] {
            {"192.0.2.1", "192.0.2.1"},
            {"2001:0db8:abcd:0012::1", "2001:db8:abcd:12::1"},
            {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
            {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
            {"::1", "::1"},
            {"::", "::"},
            {"fe80::1%lo", "fe80::1"},
        }) {
            String domain = "d" + Integer.toHexString(each[0].hashCode()) + ".example";
            rig.asksForReports(domain, "mailto:tls@example.com");
            rig.reporting.onOutcome(new DeliveryOutcome(
                    PolicyDomain.of(domain),
                    DeliveryKind.NORMAL,
                    NOON,
                    MxHost.parse("MX1.Example.COM.").orElseThrow(),
                    Outcomes.address("198.51.100.62"),
                    Outcomes.address(each[0].replace("%lo", "")),
                    null,
                    List.of(sts(domain, EXPIRED)),
                    false));
            JsonNode detail = rig.report(domain).at("/policies/0/failure-details/0");
            assertThat(detail.get("sending-mta-ip").asText()).isEqualTo("198.51.100.62");
            assertThat(detail.get("receiving-ip").asText()).isEqualTo(each[1]);
            assertThat(detail.get("receiving-mx-hostname").asText()).isEqualTo("mx1.example.com");
            assertThat(detail.has("receiving-mx-helo")).isFalse();
        }
    }

    /** D34: addresses of the sender's own network are named to no stranger. */
    @Test
    @Tag("RPT-4.4-13")
    void aSendingAddressThatIsNotPublicIsLeftOutOrReplaced() throws IOException {
        for (String inside : new String[] {"127.0.0.1", "10.1.2.3", "192.168.0.9", "fd00::1", "fe80::1"}) {
            assertThat(detailOfSessionFrom(inside).has("sending-mta-ip"))
                    .as(inside)
                    .isFalse();
        }
        rig.close();
        rig = new Rig(folder.resolve("nat"), builder -> builder.publicAddress(Outcomes.address("198.51.100.7")));
        assertThat(detailOfSessionFrom("10.1.2.3").get("sending-mta-ip").asText())
                .isEqualTo("198.51.100.7");
        assertThat(detailOfSessionFrom("198.51.100.62").get("sending-mta-ip").asText())
                .isEqualTo("198.51.100.62");
    }

    private JsonNode detailOfSessionFrom(String address) throws IOException {
        String domain = "d" + Integer.toHexString(address.hashCode()) + ".example";
        rig.asksForReports(domain, "mailto:tls@example.com");
        rig.reporting.onOutcome(new DeliveryOutcome(
                PolicyDomain.of(domain),
                DeliveryKind.NORMAL,
                NOON,
                MxHost.of("mx1.example.com"),
                Outcomes.address(address),
                Outcomes.address("203.0.113.58"),
                null,
                List.of(sts(domain, EXPIRED)),
                false));
        return rig.report(domain).at("/policies/0/failure-details/0");
    }

    @Test
    @Tag("RPT-4.4-18")
    void additionalInformationIsAnAbsoluteUriOrLeftOut() throws IOException {
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, EXPIRED)));
        assertThat(rig.report(DOMAIN).at("/policies/0/failure-details/0").has("additional-information"))
                .isFalse();
        AdditionalInformation template =
                AdditionalInformation.template("https://sender.example/tls?domain={domain}&type={result-type}");
        ReportFile file = new ReportWriter(Rig.reporter(), template, 10_000_000)
                .gzip(rig.store, report(DOMAIN, "2024-03-01"))
                .orElseThrow();
        assertThat(Rig.json(file.gzip())
                        .at("/policies/0/failure-details/0/additional-information")
                        .asText())
                .isEqualTo("https://sender.example/tls?domain=example.com&type=certificate-expired");
        for (String bad : List.of("/tls", "not a uri", "{domain}")) {
            assertThatThrownBy(() -> AdditionalInformation.template(bad)).hasMessageContaining(bad);
        }
    }

    @Test
    @Tag("RPT-4.5-02")
    @Tag("RPT-4.5-03")
    void aPolicyStringHasTheLinesAsServed() throws IOException {
        List<String> lines = List.of("mode: testing", "mx:bad_*", "", "foo: bar ü \u0007", "mx: a", "mx: b");
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, lines)));
        JsonNode written = rig.report(DOMAIN).at("/policies/0/policy/policy-string");
        List<String> read = new ArrayList<>();
        written.forEach(line -> read.add(line.asText()));
        assertThat(read).containsExactly("mode: testing", "mx:bad_*", "foo: bar ü \u0007", "mx: a", "mx: b");
    }

    @Test
    @Tag("RPT-5.2-01")
    @Tag("RPT-5.5-03")
    void theFileIsGzipAndTheSameEachTime() throws IOException {
        countEverything();
        rig.flush();
        byte[] first = rig.file(DOMAIN).gzip();
        assertThat(first).startsWith(0x1f, 0x8b);
        rig.restart();
        assertThat(rig.file(DOMAIN).gzip()).isEqualTo(first);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ReportWriter writer = new ReportWriter(Rig.reporter(), AdditionalInformation.NONE, 10_000_000);
        assertThat(writer.json(rig.store, report(DOMAIN, "2024-03-01"), plain)).isTrue();
        assertThat(plain.toByteArray()).isEqualTo(IJson.unzip(first));
        assertThat(writer.gzip(rig.store, report("nobody.example", "2024-03-01")))
                .isEmpty();
    }

    @Test
    @Tag("RPT-5.2-02")
    void aReportStaysBelowItsSizeAndKeepsItsTotals() throws IOException {
        for (int i = 0; i < 30_000; i++) {
            Failure failure =
                    new Failure(ResultType.VALIDATION_FAILURE, "code-" + Long.toHexString(i * 0x9E3779B97F4A7C15L) + i);
            rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, failure)));
        }
        rig.flush();
        ReportFile file = new ReportWriter(Rig.reporter(), AdditionalInformation.NONE, 200_000)
                .gzip(rig.store, report(DOMAIN, "2024-03-01"))
                .orElseThrow();
        assertThat(file.gzip().length).isBetween(50_000, 200_000);
        JsonNode report = Rig.json(file.gzip());
        assertThat(report.at("/policies/0/summary/total-failure-session-count").asInt())
                .isEqualTo(30_000);
        long counted = 0;
        for (JsonNode detail : report.at("/policies/0/failure-details")) {
            counted += detail.get("failed-session-count").asLong();
        }
        assertThat(counted).isEqualTo(30_000);
        assertThat(new String(IJson.unzip(file.gzip()), StandardCharsets.UTF_8)).contains("too-many-details");
        assertThatThrownBy(() -> new ReportWriter(Rig.reporter(), AdditionalInformation.NONE, 5))
                .hasMessageContaining("100000");
    }
}
