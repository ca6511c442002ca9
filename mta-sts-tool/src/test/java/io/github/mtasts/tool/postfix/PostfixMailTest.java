package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.MxServer.ReceivedMessage;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tool.PemText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail and TLS reports go through a real Postfix, which asks the service and has the lines of docs/postfix.md. Left out where Postfix
 * cannot be had, or no namespaces can be made.
 */
class PostfixMailTest {
    private static final int ED25519_OCTETS = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private DebianPrograms programs;
    private TestNetwork net;
    private ServiceRun service;
    private int smtpPort;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Sandbox.missing()).isEmpty();
        Optional<DebianPrograms> found = DebianPrograms.postfix();
        assumeThat(found).as("Postfix cannot be had").isPresent();
        programs = found.get();
        net = StandardPorts.network();
        // In the queue directory, which is the root of the chroot. Postfix's group is not one of this machine.
        Path socket =
                Files.createDirectories(folder.resolve("postfix/spool/mta-sts")).resolve("map.sock");
        service = new ServiceRun(folder, net).with("listen = unix:" + socket).with("listen.mode = 0666");
        smtpPort = FreePort.choose();
    }

    @AfterEach
    void stop() {
        if (net != null) {
            service.close();
            net.close();
        }
    }

    /** A domain with one MX host and an enforced policy. */
    private MxServer domain(String name) {
        net.mx(name, "mx." + name);
        net.publish(name, "A1", TestNetwork.policy("enforce", 86_400, "mx." + name));
        return net.mxServer("mx." + name);
    }

    private RunningPostfix postfix() throws IOException {
        return RunningPostfix.start(
                programs,
                folder.resolve("postfix"),
                smtpPort,
                net.dns().address().getAddress(),
                net.ca().rootPem(),
                "socketmap:unix:mta-sts/map.sock:postfix");
    }

    @Test
    void mailToAnEnforcedDomainIsVerifiedOrWaits() throws Exception {
        MxServer good = domain("good.test");
        MxServer wrong = domain("wrong.test").certificate(net.ca().issue("elsewhere.test"));
        MxServer plain = domain("plain.test").noStartTls();
        service.start();
        try (RunningPostfix postfix = postfix()) {
            postfix.submit("a@sender.test", "b@good.test");
            postfix.await("Verified TLS connection established to mx.good.test");
            postfix.await("to=<b@good.test>", "status=sent");
            postfix.submit("a@sender.test", "b@wrong.test");
            assertThat(postfix.await("to=<b@wrong.test>", "status="))
                    .contains("status=deferred", "Server certificate not verified");
            postfix.submit("a@sender.test", "b@plain.test");
            assertThat(postfix.await("to=<b@plain.test>", "status="))
                    .contains("status=deferred", "TLS is required, but was not offered");
        }
        assertThat(good.messages()).hasSize(1).allMatch(ReceivedMessage::tls);
        assertThat(wrong.messages()).isEmpty();
        assertThat(plain.messages()).isEmpty();
    }

    /** Without an answer Postfix does not know whether a policy is to be enforced. */
    @Test
    void mailWaitsWhileTheServiceIsDown() throws Exception {
        MxServer good = domain("good.test");
        service.start();
        try (RunningPostfix postfix = postfix()) {
            service.stop();
            postfix.submit("a@sender.test", "b@good.test");

            assertThat(postfix.await("to=<b@good.test>", "status=")).contains("status=deferred", "4.7.5");
        }
        assertThat(good.messages()).isEmpty();
    }

    @Test
    void aReportGoesThroughPostfixToAReceiverWhoAcceptsIt() throws Exception {
        MxServer receiver = domain("reports.test");
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@reports.test");
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] info = key.getPublic().getEncoded();
        net.dns()
                .txt(
                        "r1._domainkey.sender.test",
                        "v=DKIM1; k=ed25519; s=tlsrpt; p="
                                + Base64.getEncoder()
                                        .encodeToString(
                                                Arrays.copyOfRange(info, info.length - ED25519_OCTETS, info.length)));
        Files.writeString(folder.resolve("dkim.pem"), PemText.of(key.getPrivate()));
        service.with("reporting.enabled = true")
                .with("reporting.organization = Sender Ltd")
                .with("reporting.contact = postmaster@sender.test")
                .with("reporting.socket = tlsrpt.sock")
                .with("reporting.smtp = 127.0.0.1:" + smtpPort)
                .with("reporting.dkim.selector = r1")
                .with("reporting.dkim.keyFile = dkim.pem")
                .start();
        try (RunningPostfix postfix = postfix()) {
            sendReport();

            assertThat(receiver.awaitMessages(1, PATIENCE)).isTrue();
            postfix.await("Verified TLS connection established to mx.reports.test");
        }
        ReceivedMessage mail = receiver.messages().get(0);
        assertThat(mail.recipients()).containsExactly("tls@reports.test");
        assertAccepted(mail.body());
    }

    /** Counts a session that failed, and lets its day end. */
    private void sendReport() throws IOException {
        TlsReporting reporting = Objects.requireNonNull(service.service().reporting());
        reporting.count(new TlsRptDatagram()
                .read(TlsRptDatagramTest.FAILURE.getBytes(UTF_8), net.clock().instant()));
        while (!reporting.flush()) {
            Thread.onSpinWait();
        }
        net.clock().advance(Duration.ofHours(30));
        reporting.submitDue();
    }

    private void assertAccepted(String mail) {
        try (DnsResolver dns = DnsResolver.builder().server(net.dns().address()).build()) {
            ReportReader reader = ReportReader.builder()
                    .strictServiceType()
                    .verifier(DkimVerifier.over(dns, net.clock()))
                    .build();

            ReportRead read = reader.read(mail.getBytes(UTF_8), "", net.clock().instant());

            assertThat(read).isInstanceOfSatisfying(ReportRead.Read.class, accepted -> {
                assertThat(accepted.verification()).isEqualTo(ReportRead.Verification.VERIFIED);
                assertThat(accepted.warnings()).isEmpty();
                assertThat(accepted.report().organizationName()).isEqualTo("Sender Ltd");
            });
        }
    }
}
