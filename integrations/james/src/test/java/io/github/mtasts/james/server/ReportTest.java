package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.tlsrpt.dkim.DkimKeyRecord;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Delivery under testing policies, and the reports of a day: cases 4 and 14. */
class ReportTest extends Deliveries {
    private static final Map<Fault, String> RESULT_TYPES = Map.of(
            Fault.NO_STARTTLS, "starttls-not-supported",
            Fault.STARTTLS_454, "starttls-not-supported",
            Fault.STARTTLS_502, "starttls-not-supported",
            Fault.STARTTLS_554, "starttls-not-supported",
            Fault.CUT_HANDSHAKE, "validation-failure",
            Fault.TLS_1_1_ONLY, "validation-failure",
            Fault.EXPIRED, "certificate-expired",
            Fault.WRONG_NAME, "certificate-host-mismatch",
            Fault.UNTRUSTED, "certificate-not-trusted");
    private static final Duration UNTIL_REPORTS = Duration.ofHours(17);

    private long secondsToNoon;

    ReportTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        Instant now = Instant.now();
        // A day that does not end in the middle of a test.
        secondsToNoon = Duration.between(
                        now, now.atZone(ZoneOffset.UTC).with(LocalTime.NOON).toInstant())
                .toSeconds();
        return home.option("delayTime", "5 minutes, 20*2 hours")
                .property("testkit.clock.seconds", String.valueOf(secondsToNoon))
                .setting("reporting.enabled", "true")
                .setting("reporting.organization", "Acceptance Tests")
                .setting("reporting.contact", "tls@local.test")
                .setting("reporting.dkim.selector", "sel")
                .setting("reporting.dkim.keyFile", "file://conf/dkim.pem")
                .file("conf/dkim.pem", key(around));
    }

    private static String key(Network around) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            around.kit().dns().txt("sel._domainkey.local.test", DkimKeyRecord.write(pair.getPublic()));
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void reportsTo(String domain, String receiver) {
        network().kit().dns().txt("_smtp._tls." + domain, "v=TLSRPTv1; rua=mailto:tls@" + receiver);
    }

    private MxServer receiver(String domain) {
        network().kit().mx(domain, "mx1." + domain);
        return network().mx(domain, 1);
    }

    @Test
    void theDaysReportsArriveAndSayWhatHappened() throws Exception {
        MxServer receiver = receiver("rua.test");
        reportsTo("rua.test", "rua.test");
        // A receiver whose own policy its host breaks gets reports all the same (RFC 8460 section 3).
        MxServer broken = receiver("broken-rua.test");
        network().publish("broken-rua.test", "1", "enforce", "mx1.broken-rua.test");
        broken.certificate(network().kit().ca().expired("mx1.broken-rua.test"));

        Map<String, Fault> faulty = new LinkedHashMap<>();
        for (Fault fault : RESULT_TYPES.keySet()) {
            String domain = network().domain("testing-" + fault, "testing", 1);
            fault.applyTo(network().mx(domain, 1), network().kit());
            faulty.put(domain, fault);
            reportsTo(domain, "rua.test");
            delivered(domain);
        }
        String outside = network().domain("outside", "testing", 1);
        network().publish(outside, "2", "testing", "other." + outside);
        reportsTo(outside, "rua.test");
        delivered(outside);
        String strict = network().domain("strict", "enforce", 1);
        network().mx(strict, 1).noStartTls();
        reportsTo(strict, "broken-rua.test");
        heldBackWithCopiedHeaders(strict);
        String none = network().domain("none", "none", 1);
        reportsTo(none, "rua.test");
        delivered(none);
        String open = network().domain("open");
        reportsTo(open, "rua.test");
        delivered(open);
        String unreported = network().domain("unreported", "testing", 1);
        network().mx(unreported, 1).noStartTls();
        delivered(unreported);

        Map<String, String> sessions = sessions();
        james().property("testkit.clock.seconds", String.valueOf(secondsToNoon + UNTIL_REPORTS.toSeconds()));
        james().await(
                        "reports",
                        () -> receiver.messages().size() >= faulty.size() + 3
                                && !broken.messages().isEmpty());
        Map<String, TlsReport> reports = read(receiver);
        assertThat(reports).doesNotContainKey(unreported).doesNotContainKey("rua.test");
        faulty.forEach((domain, fault) -> {
            PolicyReport policy = only(reports, domain, "sts");
            assertThat(policy.failureCount()).as(domain).isPositive();
            assertThat(policy.failureDetails()).anyMatch(one -> one.resultType().equals(RESULT_TYPES.get(fault)));
        });
        assertThat(only(reports, outside, "sts").failureDetails())
                .anyMatch(one -> one.resultType().equals("validation-failure"));
        PolicyReport noPolicy = only(reports, open, "no-policy-found");
        assertThat(noPolicy.successCount()).isEqualTo(1);
        assertThat(reports).containsKey(none);
        PolicyReport enforced = only(read(broken), strict, "sts");
        assertThat(enforced.failureCount()).isPositive();
        assertThat(enforced.successCount()).isZero();
        assertThat(sessions()).isEqualTo(sessions);
        assertThat(receiver.messages()).allMatch(one -> one.from().isEmpty());
        assertThat(broken.messages()).allMatch(one -> one.from().isEmpty());
    }

    private void delivered(String domain) throws InterruptedException {
        String canary = canary();
        send(canary, domain);
        received(network().mx(domain, 1), canary);
    }

    /** What a report has in its header does not make a mail a report: only James itself makes them. */
    private void heldBackWithCopiedHeaders(String domain) throws InterruptedException {
        String canary = canary();
        long before = counted("failure");
        String name = james().submit(Letter.to(canary, "bob@" + domain)
                        .header("TLS-Report-Domain: " + domain)
                        .header("TLS-Report-Submitter: local.test")
                        .header("Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=x")
                        .body("--x--\r\n"))
                + "-to-" + domain;
        heldBack(name, canary, 1, network().mx(domain, 1));
        assertThat(counted("failure")).isGreaterThan(before);
    }

    private Map<String, String> sessions() {
        Properties all = james().metrics();
        return all.stringPropertyNames().stream()
                .filter(name -> name.startsWith("mtaSts.sessions."))
                .collect(Collectors.toMap(name -> name, all::getProperty));
    }

    private Map<String, TlsReport> read(MxServer receiver) throws IOException {
        Clock then = Clock.offset(Clock.systemUTC(), UNTIL_REPORTS.plusSeconds(secondsToNoon));
        try (DnsResolver dns =
                DnsResolver.builder().server(network().addresses().dns()).build()) {
            ReportReader reader = ReportReader.builder()
                    .verifier(DkimVerifier.over(dns, then))
                    .build();
            Map<String, TlsReport> reports = new LinkedHashMap<>();
            List<ReportRead> refused = new ArrayList<>();
            for (MxServer.ReceivedMessage message : receiver.messages()) {
                ReportRead read = reader.read(message.body().getBytes(StandardCharsets.UTF_8), "");
                if (read instanceof ReportRead.Read accepted) {
                    assertThat(accepted.report().organizationName()).isEqualTo("Acceptance Tests");
                    reports.put(accepted.report().policies().get(0).policyDomain(), accepted.report());
                } else {
                    refused.add(read);
                }
            }
            assertThat(refused).isEmpty();
            return reports;
        }
    }

    private static PolicyReport only(Map<String, TlsReport> reports, String domain, String type) {
        TlsReport report = reports.get(domain);
        assertThat(report).as(domain).isNotNull();
        List<PolicyReport> policies = report.policies();
        assertThat(policies).hasSize(1);
        assertThat(policies.get(0).policyType()).isEqualTo(type);
        return policies.get(0);
    }
}
