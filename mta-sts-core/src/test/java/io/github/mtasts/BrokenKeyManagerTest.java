package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.internal.ClientKeyManager;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key manager of the embedder that throws, whose key cannot sign or whose certificate has expired ends a handshake, and the host
 * is not to blame (D34).
 */
class BrokenKeyManagerTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String BODY = "the body";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST).demandClientCertificate();
    private final ServerCertificate mine = net.ca().issue("mail.sender.example");
    private final Keys keys = new Keys(
            mine.keyManager(),
            net.ca().issue("other.sender.example").privateKey(),
            net.ca().expired("mail.sender.example"));
    private final BrokenToken token = BrokenToken.install();
    private final NettySmtpClient netty = new NettySmtpClient();
    private final Rig rig = new Rig(net, builder -> builder.clientCertificates(host -> keys));

    /** The question at which the key manager throws, or what is wrong with its key. */
    enum At {
        ALIAS,
        CHAIN,
        KEY,
        KEY_REFUSED,
        SIGNATURE_FAILED,
        PROVIDER_FAILED,
        OTHER_KEY,
        EXPIRED;

        String sentence() {
            return switch (this) {
                case OTHER_KEY -> "does not belong";
                case EXPIRED -> "that expired at";
                default -> "no token in the slot";
            };
        }

        boolean isOfTheToken() {
            return this == KEY_REFUSED || this == SIGNATURE_FAILED || this == PROVIDER_FAILED;
        }
    }

    @AfterEach
    void stop() {
        token.close();
        netty.close();
        rig.close();
        net.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Stream.of("enforce", "testing", "none")
                        .flatMap(mode -> Stream.of(At.values()).map(at -> Arguments.of(version, mode, at))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aHostIsNotReportedForIt(String version, String mode, At at) throws Exception {
        mx.tlsVersions(version);
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
        for (boolean blocking : new boolean[] {true, false}) {
            keys.broken = Set.of(at);
            long before = rig.mtaSts.ownFailures();
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(isSent(attempt, blocking)).isEqualTo(!mode.equals("enforce"));
                if (mode.equals("enforce")) {
                    assertThat(attempt.unsent().toString()).contains("client-certificate-unusable", at.sentence());
                }
            }
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(before + 1);

            keys.broken = Set.of();
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(isSent(attempt, blocking)).as("life goes on").isTrue();
            }
            assertThat(rig.outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.policies())
                            .allMatch(policy -> policy.success()
                                    && policy.type().token().equals(mode.equals("none") ? "no-policy-found" : "sts")));
            rig.outcomes.clear();
        }
    }

    private boolean isSent(DeliveryAttempt attempt, boolean blocking) throws Exception {
        Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
        if (!blocking) {
            return netty.send(proceed, net.route(mx.address()), BODY);
        }
        if (proceed.open(rig.dialer(HOST)) instanceof Opening.Ready<Socket> ready) {
            try (Socket socket = ready.connection()) {
                BlockingSmtpClient.send(socket, BODY);
            }
            return true;
        }
        return false;
    }

    /** Throws where a test says so. */
    private static final class Keys extends ClientKeyManager {
        volatile Set<At> broken = Set.of();
        private final X509ExtendedKeyManager keys;
        private final PrivateKey other;
        private final ServerCertificate expired;

        Keys(X509ExtendedKeyManager keys, PrivateKey other, ServerCertificate expired) {
            this.keys = keys;
            this.other = other;
            this.expired = expired;
        }

        private void look(At at) {
            if (broken.contains(at)) {
                throw new IllegalStateException(
                        "no token in the slot: " + at.name().toLowerCase(Locale.ROOT));
            }
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            look(At.ALIAS);
            return keys.chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            look(At.ALIAS);
            return keys.chooseEngineClientAlias(keyTypes, issuers, engine);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            look(At.CHAIN);
            if (broken.contains(At.EXPIRED)) {
                return expired.chain().toArray(X509Certificate[]::new);
            }
            return keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            look(At.KEY);
            if (broken.contains(At.OTHER_KEY)) {
                return other;
            }
            if (broken.contains(At.EXPIRED)) {
                return expired.privateKey();
            }
            return broken.stream()
                    .filter(At::isOfTheToken)
                    .findFirst()
                    .map(at -> BrokenToken.key(BrokenToken.Fault.valueOf(at.name())))
                    .orElseGet(() -> keys.getPrivateKey(alias));
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return keys.getClientAliases(keyType, issuers);
        }
    }
}
