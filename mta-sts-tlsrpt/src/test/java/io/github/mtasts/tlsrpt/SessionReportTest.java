package io.github.mtasts.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.trust.TrustAnchors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real sessions with real hosts, from the handshake to the report. */
class SessionReportTest {
    private static final String DOMAIN = "example.com";
    private static final String MX = "mx1.example.com";

    @TempDir
    private Path folder;

    private Rig rig;
    private MtaSts mtaSts;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        rig.asksForReports(DOMAIN, "mailto:tls@example.com");
        mtaSts = library(Rig.PATIENCE);
    }

    private MtaSts library(Duration fetchLimit) {
        return MtaSts.builder()
                .cache(new MapCache())
                .dns(rig.dns)
                .clock(rig.clock)
                .trustAnchors(TrustAnchors.of(List.of(rig.net.ca().root())))
                .socketFactory(rig.net.sockets())
                .fetch(fetch -> fetch.timeout(fetchLimit))
                .outcomes(rig.reporting)
                .build();
    }

    @AfterEach
    void stop() {
        mtaSts.close();
        rig.close();
    }

    private void publish(String mode, String... patterns) {
        rig.net.publish(
                DOMAIN, "1", TestNetwork.policy(mode, 86_400, patterns.length == 0 ? new String[] {MX} : patterns));
    }

    /** Makes one delivery attempt with each host in turn until one is ready; returns the class of its socket, or null. */
    private @Nullable String deliver(String domain, DeliveryKind kind, String... hosts) {
        DeliveryRequest request = DeliveryRequest.willRetry(domain)
                .kind(kind)
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            for (String host : hosts) {
                if (attempt.candidate(host) instanceof Candidate.Proceed proceed) {
                    Opening<Socket> opening = proceed.open(() -> dial(host));
                    if (opening instanceof Opening.Ready<Socket> ready) {
                        try (Socket socket = ready.connection()) {
                            return socket.getClass().getName();
                        }
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String deliver() {
        return String.valueOf(deliver(DOMAIN, DeliveryKind.NORMAL, MX));
    }

    private Socket dial(String host) throws IOException {
        Socket socket = rig.net.sockets().createSocket();
        socket.connect(rig.net.mxServer(host).address(), (int) Rig.PATIENCE.toMillis());
        return socket;
    }

    private List<String> summary() throws IOException {
        return summary(rig.report(DOMAIN));
    }

    private static List<String> summary(JsonNode report) {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : report.get("policies")) {
            String type = entry.at("/policy/policy-type").asText();
            lines.add(type + " " + entry.at("/summary/total-successful-session-count") + "/"
                    + entry.at("/summary/total-failure-session-count"));
            for (JsonNode detail : entry.path("failure-details")) {
                lines.add(type + " " + detail.get("result-type").asText() + " " + detail.get("failed-session-count"));
            }
        }
        return lines;
    }

    private String reason() throws IOException {
        return rig.report(DOMAIN)
                .at("/policies/0/failure-details/0/failure-reason-code")
                .asText();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                faulty("RPT-4.3.1-01 not offered", "starttls-not-supported", MxServer::noStartTls),
                faulty("454", "starttls-not-supported", mx -> mx.startTlsReply("454 4.7.0 not now")),
                faulty("502", "starttls-not-supported", mx -> mx.startTlsReply("502 5.5.1 what")),
                faulty("too old", "validation-failure", mx -> mx.tlsVersions("TLSv1.1")),
                faulty("cut", "validation-failure", MxServer::cutInHandshake));
    }

    private static Arguments faulty(String name, String type, Consumer<MxServer> fault) {
        return Arguments.of(name, type, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @Tag("RPT-4.3.1-01")
    @Tag("RPT-4.3.1-05")
    void aHostWithoutTlsIsReported(String name, String type, Consumer<MxServer> fault) throws IOException {
        publish("testing");
        fault.accept(rig.net.mxServer(MX));
        assertThat(deliver()).as("testing delivers").isNotEqualTo("null");
        assertThat(summary()).containsExactly("sts 0/1", "sts " + type + " 1");
    }

    /** A failure under testing is not a success, and keeps its result type. */
    @Test
    @Tag("RPT-4.3.1-02")
    @Tag("RPT-4.2.2-02")
    void aWrongNameIsAMismatchAndAFailureUnderTesting() throws IOException {
        publish("testing");
        rig.net.mxServer(MX).certificate(rig.net.ca().issue("other.example.com"));
        assertThat(deliver()).isNotEqualTo("null");
        assertThat(summary()).containsExactly("sts 0/1", "sts certificate-host-mismatch 1");
    }

    @Test
    @Tag("RPT-4.3.1-03")
    @Tag("RPT-4.3.2.2-03")
    void anExpiredCertificateOfTheMxIsExpired() throws IOException {
        publish("enforce");
        rig.net.mxServer(MX).certificate(rig.net.ca().expired(MX));
        assertThat(deliver()).isEqualTo("null");
        assertThat(summary()).containsExactly("sts 0/1", "sts certificate-expired 1");
    }

    @Test
    @Tag("RPT-4.3.1-04")
    @Tag("RPT-4.3.1-06")
    void untrustedChainsAreNotTrustedWithAReason() throws IOException {
        publish("testing");
        MxServer mx = rig.net.mxServer(MX);
        mx.certificate(rig.net.ca().selfSigned(MX));
        deliver();
        mx.certificate(rig.net.ca().missingIntermediate(MX));
        deliver();
        mx.certificate(rig.net.ca().nameConstraintViolated(MX));
        deliver();
        mx.reset().tlsVersions("TLSv1.1");
        deliver();
        assertThat(summary())
                .filteredOn(line -> line.startsWith("sts certificate-not-trusted"))
                .isNotEmpty();
        List<String> reasons = rig.report(DOMAIN).findValuesAsText("failure-reason-code");
        assertThat(reasons).allSatisfy(reason -> assertThat(reason).isNotEmpty());
        assertThat(reasons.stream().distinct().count()).isGreaterThanOrEqualTo(3);
        long untrusted = 0;
        for (JsonNode detail : rig.report(DOMAIN).at("/policies/0/failure-details")) {
            if (detail.get("result-type").asText().equals("certificate-not-trusted")) {
                untrusted += detail.get("failed-session-count").asLong();
            }
        }
        assertThat(untrusted).isEqualTo(3);
    }

    @Test
    @Tag("RPT-4.3.1-07")
    void aHostOutsideThePolicyIsAMismatchOfItsOwn() throws IOException {
        publish("enforce");
        rig.net.mxServer("evil.example.net");
        assertThat(deliver(DOMAIN, DeliveryKind.NORMAL, "evil.example.net")).isNull();
        assertThat(summary()).containsExactly("sts 0/1", "sts validation-failure 1");
        assertThat(reason()).startsWith("mx-mismatch");
        assertThat(rig.report(DOMAIN)
                        .at("/policies/0/failure-details/0/receiving-mx-hostname")
                        .asText())
                .isEqualTo("evil.example.net");
    }

    static Stream<Arguments> fetchFaults() {
        return Stream.of(
                Arguments.of("refused", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).down()),
                Arguments.of("dns", (Consumer<TestNetwork>) net -> net.dns().servfail("mta-sts." + DOMAIN)),
                Arguments.of("timeout", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).stall()),
                Arguments.of("404", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).status(404)),
                Arguments.of("redirect", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).redirect(301, "https://x.example/")),
                Arguments.of("oversize", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).largeBody(70_000)),
                Arguments.of("media type", (Consumer<TestNetwork>)
                        net -> net.policyHost(DOMAIN).contentType("text/html")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fetchFaults")
    @Tag("RPT-4.3.2.2-01")
    void aPolicyThatCannotBeRetrievedIsAFetchError(String name, Consumer<TestNetwork> fault) throws IOException {
        publish("enforce");
        fault.accept(rig.net);
        if (name.equals("timeout")) {
            mtaSts.close();
            mtaSts = library(Duration.ofSeconds(5)); // the look-up of the address is within it
        }
        deliver();
        assertThat(summary()).containsExactly("sts 0/1", "sts sts-policy-fetch-error 1");
        assertThat(rig.report(DOMAIN).at("/policies/0/policy/policy-string").toString())
                .isEqualTo("[]");
        assertThat(reason())
                .startsWith(
                        switch (name) {
                            case "refused" -> "connection-failed";
                            case "dns" -> "dns-failed";
                            case "timeout" -> "timeout";
                            case "404" -> "http-status";
                            case "redirect" -> "http-redirect";
                            case "oversize" -> "body-too-large";
                            default -> "media-type";
                        });
    }

    @Test
    @Tag("RPT-4.3.2.2-02")
    void anInvalidPolicyIsQuoted() throws IOException {
        rig.net.publish(DOMAIN, "1", "version: STSv1\r\nmode: bogus\r\n");
        deliver();
        assertThat(summary()).containsExactly("sts 0/1", "sts sts-policy-invalid 1");
        assertThat(rig.report(DOMAIN).at("/policies/0/policy/policy-string").toString())
                .contains("mode: bogus");
    }

    @Test
    @Tag("RPT-4.3.2.2-03")
    void anExpiredCertificateOfThePolicyHostIsAWebPkiFailure() throws IOException {
        publish("enforce");
        rig.net.policyHost(DOMAIN).certificate(rig.net.ca().expired("mta-sts." + DOMAIN));
        deliver();
        assertThat(summary()).containsExactly("sts 0/1", "sts sts-webpki-invalid 1");
    }

    @Test
    @Tag("RPT-4.3.4-01")
    void aConnectionThatWasNeverMadeIsNotCounted() {
        publish("enforce");
        rig.net.mxServer(MX).unreachable();
        assertThat(deliver()).isEqualTo("null");
        rig.flush();
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1))).isEmpty();
    }

    @Test
    @Tag("RPT-4.2.1-04")
    void withoutAPolicyAnyHandshakeIsASuccess() throws IOException {
        rig.net.mxServer(MX).certificate(rig.net.ca().selfSigned("whatever.example"));
        deliver();
        assertThat(summary()).containsExactly("no-policy-found 1/0");
    }

    @Test
    @Tag("RPT-4.2.2-03")
    void aReconnectionInTheClearIsNoSecondSession() throws IOException {
        rig.net.mxServer(MX).cutInHandshake();
        assertThat(deliver()).isNotEqualTo("null");
        assertThat(summary()).startsWith("no-policy-found 0/1").hasSize(2);
    }

    @Test
    @Tag("RPT-4.2.2-05")
    void eachHostThatIsTriedIsASessionOfItsOwn() throws IOException {
        publish("enforce", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer(MX).noStartTls();
        rig.net.mxServer("mx2.example.com");
        assertThat(deliver(DOMAIN, DeliveryKind.NORMAL, MX, "mx2.example.com")).isNotNull();
        assertThat(summary()).containsExactly("sts 1/1", "sts starttls-not-supported 1");
    }

    @Test
    @Tag("RPT-4.2.1-03")
    void messagesOnOneConnectionAreOneSession() throws IOException {
        publish("enforce");
        MxServer mx = rig.net.mxServer(MX);
        for (int connection = 0; connection < 2; connection++) {
            DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build();
            try (DeliveryAttempt attempt = mtaSts.begin(request)) {
                Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(MX);
                Opening<Socket> opening = proceed.open(() -> dial(MX));
                try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
                    send(socket, connection == 0 ? 4 : 1);
                }
            }
        }
        assertThat(mx.messages()).hasSize(5);
        assertThat(summary()).containsExactly("sts 2/0");
    }

    private static void send(Socket socket, int messages) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        in.readLine();
        StringBuilder lines = new StringBuilder("EHLO mail.sender.example\r\n");
        for (int i = 0; i < messages; i++) {
            lines.append("MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
            lines.append("Subject: secret subject\r\n\r\nsecret\r\n.\r\n");
        }
        lines.append("QUIT\r\n");
        OutputStream out = socket.getOutputStream();
        for (String command : lines.toString().split("(?<=\r\n)", -1)) {
            out.write(command.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            boolean hasReply = command.matches("(?s)(EHLO|MAIL|RCPT|DATA|QUIT|\\.\r).*");
            while (hasReply) {
                String reply = in.readLine();
                hasReply = reply != null && reply.length() > 3 && reply.charAt(3) == '-';
            }
        }
    }

    /** A smart host gets reports under its own name. */
    @Test
    @Tag("RPT-1.1-01")
    void theDomainThatIsReportedToIsTheNextHop() throws IOException {
        rig.asksForReports("relay.example.net", "mailto:tls@relay.example.net");
        deliver();
        deliver("relay.example.net", DeliveryKind.NORMAL, MX);
        assertThat(summary()).containsExactly("no-policy-found 1/0");
        assertThat(summary(rig.report("relay.example.net"))).containsExactly("no-policy-found 1/0");
        assertThat(asked()).contains("_smtp._tls.example.com", "_smtp._tls.relay.example.net");
    }

    private List<String> asked() {
        long end = System.nanoTime() + Rig.PATIENCE.toNanos();
        List<String> asked;
        do { // the look-ups run on other threads
            asked = rig.net.dns().queries().stream().map(DnsServer.Query::name).toList();
            Thread.onSpinWait();
        } while (asked.stream().filter(name -> name.startsWith("_smtp")).count() < 2 && System.nanoTime() < end);
        return asked;
    }

    /** Failures in testing mode are reported only to domains that ask for reports. */
    @Test
    @Tag("STS-5-05")
    void failuresUnderTestingAreReportedToWhomAsksForReports() throws IOException {
        publish("testing");
        rig.net.publish("silent.example", "1", TestNetwork.policy("testing", 86_400, MX));
        rig.net.mxServer(MX).noStartTls();
        deliver();
        deliver("silent.example", DeliveryKind.NORMAL, MX);
        assertThat(summary()).containsExactly("sts 0/1", "sts starttls-not-supported 1");
        long end = System.nanoTime() + Rig.PATIENCE.toNanos();
        do {
            rig.flush();
            Thread.onSpinWait();
        } while (rig.store.list(LocalDate.of(2024, 3, 1)).size() > 1 && System.nanoTime() < end);
        assertThat(rig.store.list(LocalDate.of(2024, 3, 1)))
                .extracting(report -> report.domain().name())
                .containsExactly(DOMAIN);
    }

    /** Two hosts must not report each other's reports for ever. The mailer here belongs to a mail server. */
    @Test
    @Tag("RPT-3-20")
    @Tag("RPT-3-21")
    @Tag("RPT-5.3-14")
    @Tag("RPT-5.3-15")
    void aReportIsDeliveredWhateverThePolicyAndMakesNoOther() throws Exception {
        publish("enforce");
        MxServer mx = rig.net.mxServer(MX);
        deliver();
        rig.flush();
        List<String> opened = new ArrayList<>();
        rig.mailer = mail -> {
            opened.add(String.valueOf(throughTheQueue(mail, "evil.example.net")));
            mx.certificate(rig.net.ca().expired(MX));
            opened.add(String.valueOf(throughTheQueue(mail, MX)));
            mx.reset().noStartTls();
            opened.add(String.valueOf(throughTheQueue(mail, MX)));
            return new MailResult.Accepted();
        };
        rig.net.mxServer("evil.example.net").noStartTls();
        rig.submitAt(Rig.NEXT_DAY);
        assertThat(rig.mails).hasSize(1);
        assertThat(rig.mails.get(0).envelopeSender()).as("nothing can bounce").isEmpty();
        assertThat(opened).hasSize(3).doesNotContain("null");
        rig.flush();
        rig.submitAt(Rig.NEXT_DAY.plus(Duration.ofDays(1)));
        rig.submitAt(Rig.NEXT_DAY.plus(Duration.ofDays(2)));
        assertThat(rig.mails).hasSize(1);
        assertThat(rig.store.list(LocalDate.of(2024, 3, 2))).isEmpty();
    }

    /** Acts like a mail server: the queue keeps the marker, and the delivery takes its kind from it. */
    private @Nullable String throughTheQueue(ReportMail mail, String host) {
        String marker = mail.marker();
        return deliver(PolicyDomain.of(DOMAIN).name(), ReportMail.kind(marker), host);
    }

    @Test
    @Tag("RPT-8-01")
    void nothingOfAMessageIsInAReport() throws IOException {
        publish("enforce");
        rig.net.mxServer(MX);
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request);
                Socket socket = ((Opening.Ready<Socket>)
                                ((Candidate.Proceed) attempt.candidate(MX)).open(() -> dial(MX)))
                        .connection()) {
            send(socket, 1);
        }
        String report = rig.report(DOMAIN).toString();
        assertThat(report).doesNotContain("secret").doesNotContain("a@sender").doesNotContain("b@example.com");
    }
}
