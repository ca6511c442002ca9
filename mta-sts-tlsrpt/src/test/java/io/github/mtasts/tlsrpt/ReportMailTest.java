package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.dkim.DkimKeyRecord;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportMailTest {
    private static final String LONG = "a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(30) + ".example.net";

    @TempDir
    private Path folder;

    private ReportMail mailAbout(String domain, Rig rig) throws InterruptedException {
        rig.asksForReports(domain, "mailto:tls@" + domain + "%2Cother@third.example");
        rig.reporting.onOutcome(outcome(domain, NOON, sts(domain, EXPIRED)));
        rig.flush();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.mails).hasSize(1);
        return rig.mails.get(0);
    }

    private static MimeMessage parse(ReportMail mail) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail.message()));
    }

    @Test
    @Tag("RPT-5.3-01")
    @Tag("RPT-5.3-02")
    @Tag("RPT-5.3-03")
    @Tag("RPT-5.3-04")
    @Tag("RPT-5.3-05")
    @Tag("RPT-5.3-08")
    @Tag("RPT-5.3-10")
    @Tag("RPT-5.3-11")
    @Tag("RPT-5.3-13")
    @Tag("RPT-5.3-15")
    @Tag("RPT-6-01")
    @Tag("RPT-3-11")
    @Tag("RTLS-3-03")
    void isACompleteMessage() throws Exception {
        try (Rig rig = new Rig(folder)) {
            ReportMail mail = mailAbout("example.net", rig);
            assertThat(mail.recipients()).containsExactly("tls@example.net", "other@third.example");
            assertThat(mail.envelopeSender()).isEmpty();
            MimeMessage message = parse(mail);
            ContentType type = new ContentType(message.getContentType());
            assertThat(type.getBaseType().toLowerCase(Locale.ROOT)).isEqualTo("multipart/report");
            assertThat(type.getParameter("report-type")).isEqualTo("tlsrpt");
            assertThat(type.getParameter("boundary")).isNotEmpty();
            assertThat(message.getHeader("TLS-Report-Domain")).containsExactly("example.net");
            assertThat(message.getHeader("TLS-Report-Submitter")).containsExactly("sender.example");
            assertThat(message.getHeader("TLS-Required")).containsExactly("No");
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(message.getHeader("Date")).hasSize(1);
            assertThat(message.getHeader("Message-ID")).hasSize(1);
            assertThat(message.getHeader("MIME-Version")).containsExactly("1.0");

            MimeMultipart parts = (MimeMultipart) message.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
            assertThat(parts.getBodyPart(0).getContent().toString())
                    .contains("example.net")
                    .contains("Failed sessions: 1");
            BodyPart file = parts.getBodyPart(1);
            ContentType fileType = new ContentType(file.getContentType());
            assertThat(fileType.getBaseType()).isEqualTo("application/tlsrpt+gzip");
            assertThat(fileType.getParameter("charset")).isNull();
            assertThat(file.getDisposition()).isEqualTo("attachment");
            assertThat(file.getFileName()).isEqualTo("sender.example!example.net!1709251200!1709337599.json.gz");
            byte[] gzip = file.getInputStream().readAllBytes();
            String id = Rig.json(gzip).get("report-id").asText();
            assertThat(subject(message))
                    .isEqualTo("Report Domain: example.net Submitter: sender.example Report-ID: <" + id + ">");
            String raw = new String(mail.message(), StandardCharsets.US_ASCII);
            assertThat(raw.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
            String base64 = raw.substring(raw.lastIndexOf("base64"));
            assertThat(base64.lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
        }
    }

    private static String subject(MimeMessage message) throws MessagingException {
        return message.getHeader("Subject")[0].replaceAll("\r\n(?=[ \t])", "");
    }

    /** A smart host has the header alone to go by. */
    @Test
    @Tag("RTLS-8.4-01")
    void isDeliveredByASecondHopInSpiteOfAPolicy() throws Exception {
        try (Rig rig = new Rig(folder)) {
            MimeMessage relayed = parse(mailAbout("example.net", rig));
            rig.net.publish("example.net", "1", TestNetwork.policy("enforce", 86_400, "mx.example.net"));
            MxServer mx = rig.net.mxServer("mx.example.net").noStartTls();
            DeliveryKind kind = DeliveryKind.of(false, "", List.of(relayed.getHeader("TLS-Required")));
            try (MtaSts mtaSts = MtaSts.builder()
                    .cache(new NoCache())
                    .dns(rig.dns)
                    .trustAnchors(TrustAnchors.of(List.of(rig.net.ca().root())))
                    .socketFactory(rig.net.sockets())
                    .clock(rig.net.clock())
                    .build()) {
                assertThat(opens(rig, mtaSts, mx, kind)).isTrue();
                assertThat(opens(rig, mtaSts, mx, DeliveryKind.NORMAL))
                        .as("without the field")
                        .isFalse();
            }
        }
    }

    private static boolean opens(Rig rig, MtaSts mtaSts, MxServer mx, DeliveryKind kind) throws IOException {
        DeliveryRequest request = DeliveryRequest.willRetry("example.net")
                .ehloName("relay.example")
                .kind(kind)
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(mx.name());
            Opening<Socket> opening = proceed.open(() -> {
                Socket socket = rig.net.sockets().createSocket();
                socket.connect(mx.address());
                return socket;
            });
            if (opening instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
                return true;
            }
            return false;
        }
    }

    private static final class NoCache implements PolicyCache {
        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            // each delivery fetches the policy again
        }
    }

    @Test
    @Tag("RPT-5.3-09")
    void aLongDomainIsFoldedWithoutEncodedWords() throws Exception {
        try (Rig rig = new Rig(folder)) {
            MimeMessage message = parse(mailAbout(LONG, rig));
            String raw = message.getHeader("Subject")[0];
            assertThat(raw).contains("\r\n ").doesNotContain("=?");
            assertThat(subject(message))
                    .matches("Report Domain: " + LONG + " Submitter: sender\\.example Report-ID: <[!-~]+>");
        }
    }

    @Test
    @Tag("RPT-3-22")
    @Tag("RPT-5.3-07")
    @Tag("RPT-5.3-12")
    void isSignedByTheDomainThatReports() throws Exception {
        try (Rig rig = new Rig(folder)) {
            ReportMail mail = mailAbout("example.net", rig);
            assertThat(DkimVerifier.over(rig.dns, rig.clock).verify(mail.message()))
                    .isEqualTo(new DkimVerdict.Valid(List.of("sender.example"), List.of()));
            MimeMessage message = parse(mail);
            assertThat(message.getHeader("From")).containsExactly("tls-reports@sender.example");
            String signature = message.getHeader("DKIM-Signature")[0];
            assertThat(signature)
                    .contains("d=sender.example")
                    .contains("tls-required")
                    .doesNotContain(" l=");
            byte[] gzip = ((MimeMultipart) message.getContent())
                    .getBodyPart(1)
                    .getInputStream()
                    .readAllBytes();
            assertThat(Rig.json(gzip).get("contact-info").asText()).endsWith("@sender.example");
        }
    }

    @Test
    @Tag("RPT-5.3-06")
    @Tag("RPT-5.3-12")
    void anotherDomainThanTheContactsIsAConfigurationError() throws IOException {
        try (Rig rig = new Rig(folder)) {
            assertThatThrownBy(() -> new TlsReportingBuilder(rig.store, Rig.reporter())
                            .dns(rig.dns)
                            .mailer(
                                    mail -> new MailResult.Accepted(),
                                    DkimKey.of("other.example", "tls", rig.key.getPrivate(), rig.clock))
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("other.example")
                    .hasMessageContaining("sender.example");
            assertThatThrownBy(() -> new TlsReportingBuilder(rig.store, Rig.reporter()).build())
                    .hasMessageContaining("dns");
        }
    }

    /** Two hosts must not report each other's reports for ever: the queue returns the marker as the kind of delivery. */
    @Test
    void theMarkerMakesTheDeliveryOneOfAReport() throws Exception {
        try (Rig rig = new Rig(folder)) {
            String queued = mailAbout("example.net", rig).marker();
            assertThat(ReportMail.kind(queued)).isEqualTo(DeliveryKind.TLS_REPORT);
            assertThat(ReportMail.kind(null)).isEqualTo(DeliveryKind.NORMAL);
            assertThat(ReportMail.kind("something else")).isEqualTo(DeliveryKind.NORMAL);
        }
    }

    /** The library's own reader verifies with the published key. */
    @Test
    @Tag("RPT-3-26")
    @Tag("RPT-3-28")
    void ourOwnReaderReadsItAndRefusesItWhenItWasChanged() throws Exception {
        try (Rig rig = new Rig(folder)) {
            byte[] message = mailAbout("example.net", rig).message();
            ReportReader.Builder settings = ReportReader.builder().verifier(DkimVerifier.over(rig.dns, rig.clock));
            ReportReader reader = settings.build();
            assertThat(reader.read(message, "")).isInstanceOfSatisfying(ReportRead.Read.class, read -> {
                assertThat(read.verification()).isEqualTo(ReportRead.Verification.VERIFIED);
                assertThat(read.warnings()).isEmpty();
                assertThat(read.report().warnings()).isEmpty();
                assertThat(read.report().range().day()).isEqualTo("2024-03-01");
                assertThat(read.report().policies()).singleElement().satisfies(policy -> {
                    assertThat(policy.failureCount()).isEqualTo(1);
                    assertThat(policy.failureDetails()).hasSize(1);
                });
            });
            String text = new String(message, StandardCharsets.ISO_8859_1);
            byte[] changed = text.replace("Submitter: sender.example", "Submitter: sender.example\r\nX-Y: z")
                    .replace("Failed sessions: 1", "Failed sessions: 0")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(reader.read(changed, ""))
                    .isInstanceOfSatisfying(
                            ReportRead.Refused.class,
                            refused -> assertThat(refused.cause()).isEqualTo(ReportRead.Cause.BAD_SIGNATURE));
            String unsigned = text.substring(text.indexOf("\r\nDate:") + 2);
            assertThat(reader.read(unsigned.getBytes(StandardCharsets.ISO_8859_1), ""))
                    .isInstanceOfSatisfying(
                            ReportRead.Refused.class,
                            refused -> assertThat(refused.cause()).isEqualTo(ReportRead.Cause.UNSIGNED));
            rig.net.dns().remove("tls._domainkey.sender.example");
            rig.net
                    .dns()
                    .txt(
                            "tls._domainkey.sender.example",
                            DkimKeyRecord.writeForReportsOnly(rig.key.getPublic())
                                    .replace("s=tlsrpt", "s=email"));
            assertThat(reader.read(message, "")).isInstanceOf(ReportRead.Read.class);
            assertThat(settings.strictServiceType().build().read(message, ""))
                    .isInstanceOfSatisfying(
                            ReportRead.Refused.class,
                            refused -> assertThat(refused.cause()).isEqualTo(ReportRead.Cause.KEY_NOT_FOR_REPORTS));
        }
    }

    /** The operator is warned at the start if receivers may ignore reports with this key. */
    @Test
    @Tag("RPT-3-24")
    void aPublishedKeyThatIsNotForReportsIsDoubtedAtTheStart() throws Exception {
        try (Rig rig = new Rig(folder)) {
            String name = "tls._domainkey.sender.example";
            String record = DkimKeyRecord.write(rig.key.getPublic());
            rig.reporting.close(); // which ends its look at the good key
            rig.net.dns().remove(name);
            rig.net.dns().txt(name, record.replace("; p=", "; s=email; p="));
            rig.restartAfterClose();
            rig.awaitDoubt();
            assertThat(rig.doubts).singleElement().asString().contains(name, "s=email");
            DkimKey key = DkimKey.of("sender.example", "tls", rig.key.getPrivate(), rig.clock);
            rig.net.dns().remove(name);
            assertThat(key.warnings(rig.dns)).singleElement().asString().contains("0 TXT records");
            rig.net.dns().txt(name, record);
            assertThat(key.warnings(rig.dns)).isEmpty();
            rig.net.dns().servfail(name);
            assertThat(key.warnings(rig.dns)).isEmpty();
        }
    }
}
