package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** Hosts with signed TLSA records (RFC 7672), where the administrator has turned DANE on. */
class DaneTest extends Deliveries {
    DaneTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        around.kit().dns().dnssec().sign("signed.test"); // makes the root's key
        return home.option("delayTime", "5 minutes, 20*2 hours")
                .setting("dane.enabled", "true")
                .setting("dane.trustAnchors", "file://conf/anchors.txt")
                .file(
                        "conf/anchors.txt",
                        String.join("\n", around.kit().dns().dnssec().trustAnchors()) + "\n");
    }

    /** Publishes the record 3 1 1 of the certificate that a host shows now. */
    private MxServer withRecord(String domain) throws NoSuchAlgorithmException {
        MxServer server = network().mx(domain, 1);
        network().kit().dns().dnssec().sign(domain);
        X509Certificate leaf = server.certificate().leaf();
        network()
                .kit()
                .dns()
                .tlsa(
                        "_25._tcp." + server.name(),
                        3,
                        1,
                        1,
                        MessageDigest.getInstance("SHA-256")
                                .digest(leaf.getPublicKey().getEncoded()));
        return server;
    }

    private long countedByRecords(String result) {
        return Long.parseLong(james().metrics().getProperty("mtaSts.sessions.tlsa." + result, "0"));
    }

    @Test
    void aRecordAuthenticatesAHostWithoutAPublicCertificate() throws Exception {
        String domain = network().domain("dane");
        network().mx(domain, 1).certificate(network().kit().ca().untrustedRoot("mx1." + domain));
        MxServer server = withRecord(domain);
        long before = countedByRecords("success");
        String canary = canary();
        send(canary, domain);
        assertThat(received(server, canary).tls()).isTrue();
        assertThat(james().settled()).isEmpty();
        assertThat(countedByRecords("success")).isEqualTo(before + 1);
    }

    @Test
    void anotherKeyHoldsMailBackWithoutAPolicy() throws Exception {
        String domain = network().domain("dane-other");
        MxServer server = withRecord(domain);
        server.certificate(network().kit().ca().issue(server.name()));
        long before = countedByRecords("failure");
        String canary = canary();
        String name = send(canary, domain);
        assertThat(heldBack(name, canary, 1, server).attribute("delivery-error"))
                .contains(server.name())
                .containsPattern("4\\.7\\.\\d");
        assertThat(countedByRecords("failure")).isGreaterThan(before);
        mend(server);
        james().flush();
        assertThat(received(server, canary).tls()).isTrue();
    }

    @Test
    void aHostWithARecordGetsNothingInTheClear() throws Exception {
        String domain = network().domain("dane-stripped");
        MxServer server = withRecord(domain).noStartTls();
        String canary = canary();
        heldBack(send(canary, domain), canary, 1, server);
    }

    /** RFC 8461 section 2: DANE takes nothing from what a policy requires. */
    @Test
    void aRecordDoesNotReplaceTheCertificateThatAPolicyRequires() throws Exception {
        String domain = network().domain("dane-policy", "enforce", 1);
        network().mx(domain, 1).certificate(network().kit().ca().untrustedRoot("mx1." + domain));
        MxServer server = withRecord(domain);
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, server);
        server.reset();
        withRecord(domain);
        untilReceived(server, canary);
    }

    @Test
    void aDomainWithoutSignaturesGetsItsMailAsBefore() throws Exception {
        String domain = network().domain("unsigned");
        MxServer server = network().mx(domain, 1).noStartTls();
        String canary = canary();
        send(canary, domain);
        assertThat(received(server, canary).tls()).isFalse();
        deliversTo(network().domain("unsigned", "enforce", 1));
    }

    private void untilReceived(MxServer server, String canary) throws InterruptedException {
        james().await(canary + " at " + server.name(), () -> {
            james().flush();
            return server.messages().stream().anyMatch(one -> one.body().contains(canary));
        });
        assertThat(james().settled()).isEmpty();
    }
}
