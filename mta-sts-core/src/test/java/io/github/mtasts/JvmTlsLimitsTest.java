package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateForge;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Chains of more certificates than this JVM accepts: a limit of the sender, which is counted for its operator and reported to no
 * domain (D34). The JDK reads the limit once per process.
 */
class JvmTlsLimitsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final int TOO_LONG = 12;

    private final LongChains net = new LongChains();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void aFetchThatALimitEndsIsNotReportedAndWaits() {
        net.publish();
        InetSocketAddress policyHost = net.net.policyHost(DOMAIN).address();
        for (int i = 0; i < 3; i++) {
            try (DeliveryAttempt attempt = net.rig.begin(DOMAIN)) {
                assertThat(attempt.resolution()).isInstanceOfSatisfying(NoPolicy.class, none -> {
                    assertThat(none.reason()).isEqualTo(PolicyResolution.Reason.NOT_YET_KNOWN);
                    assertThat(none.failure()).isNull();
                });
            }
        }
        assertThat(net.net.connections().stream().filter(policyHost::equals))
                .as("the fetch waits as after any failure")
                .hasSize(1);
        assertThat(net.rig.mtaSts.ownFailures()).isEqualTo(1);
    }

    @Test
    void aMessageIsNotReturnedWhileALimitKeepsTheSenderFromTheAnnouncedPolicy() {
        net.publish();
        for (int i = 0; i < 2; i++) {
            try (DeliveryAttempt attempt = net.rig.mtaSts.begin(DeliveryRequest.lastTry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build())) {
                assertThat(attempt.unsent())
                        .isInstanceOfSatisfying(
                                Unsent.Defer.class,
                                defer -> assertThat(defer.lastTryMissed()).isTrue());
            }
        }
    }

    @Test
    void aSessionThatALimitEndsIsCountedForTheOperatorAndNotReported() {
        net.publish().net.policyHost(DOMAIN).certificate(net.net.ca().issue("mta-sts." + DOMAIN));
        try (DeliveryAttempt attempt = net.rig.begin(DOMAIN)) {
            assertThat(net.rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent().toString()).contains("jdk.tls.maxCertificateChainLength");
        }
        assertThat(net.rig.outcomes).isEmpty();
        assertThat(net.rig.mtaSts.ownFailures()).isEqualTo(1);
        net.mx.certificate(net.net.ca().issue(HOST));
        try (DeliveryAttempt attempt = net.rig.begin(DOMAIN)) {
            assertThat(net.rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
        assertThat(net.rig.outcomes).hasSize(1);
    }

    @Test
    void theNamedPropertyRaisesTheLimit() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.tls.maxCertificateChainLength=20",
                        "-Djdk.tls.client.maxInboundCertificateChainLength=20",
                        "-cp",
                        classPath(),
                        LongChains.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("policy in force, session validated, 0 own failures");
    }

    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path", "surefire.test.class.path")) {
            String value = System.getProperty(property, "");
            if (!value.isEmpty()) {
                entries.add(value);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** A domain whose Policy Host and MX host present twelve certificates each; as a program, one delivery to it. */
    static final class LongChains implements AutoCloseable {
        final TestNetwork net = TestNetwork.start();
        final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
        final CertificateForge root = CertificateForge.ca("Root of long chains");
        final Rig rig = new Rig(
                net,
                builder ->
                        builder.trustAnchors(TrustAnchors.of(List.of(net.ca().root(), CertificateForge.root(root)))));

        LongChains publish() {
            net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
            net.policyHost(DOMAIN).certificate(chain("mta-sts." + DOMAIN));
            mx.certificate(chain(HOST));
            return this;
        }

        private ServerCertificate chain(String name) {
            CertificateForge own = CertificateForge.named("x").dns(name);
            List<X509Certificate> chain = new ArrayList<>(List.of(own.signedBy(root)));
            while (chain.size() < TOO_LONG) { // a server that sends its whole list of authorities
                CertificateForge other = CertificateForge.ca("CA " + chain.size());
                chain.add(CertificateForge.root(other));
            }
            return new ServerCertificate(own.keys.getPrivate(), chain);
        }

        @Override
        public void close() {
            rig.close();
            net.close();
        }

        public static void main(String[] arguments) throws Exception {
            try (LongChains chains = new LongChains().publish();
                    DeliveryAttempt attempt = chains.rig.begin(DOMAIN)) {
                System.out.printf(
                        "policy %s, session %s, %d own failures%n",
                        attempt.resolution() instanceof InForce ? "in force" : attempt.resolution(),
                        chains.rig.use(attempt, HOST).validated() ? "validated" : "failed",
                        chains.rig.mtaSts.ownFailures());
            }
        }
    }
}
