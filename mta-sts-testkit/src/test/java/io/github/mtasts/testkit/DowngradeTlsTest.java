package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the attacker that chooses an old TLS version, and how it interprets the answers. */
@ExtendWith(TestNetworkExtension.class)
class DowngradeTlsTest {
    private static final String HOST = "mx1.example.com";
    private static final byte[] CLIENT_KEY_EXCHANGE = {22, 3, 1, 0, 4, 16, 0, 0, 0};
    private static final int CERTIFICATE = 11;
    private static final int RSA = 0x002f;
    private static final int RENEGOTIATION_SCSV = 0x00ff;
    private static final int ECDHE_RSA = 0xc013;
    private static final int ECDHE_ECDSA = 0xc009;

    private TestNetwork network;
    private MxServer server;
    private Mitm attacker;

    @BeforeEach
    void attack(TestNetwork network) {
        this.network = network;
        this.server = network.mxServer(HOST).certificate(network.ca().rsa(HOST));
        this.attacker = network.attack(server).downgradeTls(OldTls.TLS_1_0);
    }

    /**
     * Runs a session in which the client answers the attacker's three messages with these octets; returns the three
     * messages.
     */
    private List<ByteBuffer> session(byte[] hello, byte... reaction) throws IOException, InterruptedException {
        List<ByteBuffer> answer = new ArrayList<>();
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.reply();
            client.command("STARTTLS");
            client.send(hello);
            while (answer.size() < 3) {
                answer.add(client.readRecord().fragment());
            }
            client.send(reaction);
        }
        assertThat(attacker.awaitIdle(Duration.ofMinutes(2))).isTrue();
        return answer;
    }

    private static byte[] alert(int level, int alert) {
        return new byte[] {21, 3, 1, 0, 2, (byte) level, (byte) alert};
    }

    /** A ClientHello of TLS 1.2 with these suites, and with extensions that a careful client requires in the answer. */
    private static byte[] hello(int... suites) {
        return hello(new byte[] {0, 13, 0, 10, 0, 0, 0, 23, 0, 0, (byte) 0xff, 1, 0, 1, 0}, suites);
    }

    /** A ClientHello of TLS 1.2 with these suites and without extensions. */
    private static byte[] bare(int... suites) {
        return hello(new byte[0], suites);
    }

    private static byte[] hello(byte[] extensions, int... suites) {
        ByteBuffer body = ByteBuffer.allocate(300);
        body.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
        body.putShort((short) (2 * suites.length));
        Arrays.stream(suites).forEach(suite -> body.putShort((short) suite));
        body.put(new byte[] {1, 0}).put(extensions);
        return TlsRecord.handshake(OldTls.TLS_1_0, 1, Arrays.copyOf(body.array(), body.position()));
    }

    private List<String> said() {
        return attacker.dialogues().get(0).stream().map(SmtpLine::text).toList();
    }

    private void becomesEc() {
        server.certificate(network.ca().issue(HOST));
        attacker.downgradeTls(OldTls.TLS_1_0);
    }

    @ParameterizedTest
    @EnumSource
    void choosesTheVersionAndSeesThatAClientGoesOn(OldTls version) throws Exception {
        attacker.downgradeTls(version);
        ByteBuffer serverHello =
                session(hello(ECDHE_RSA, RSA), CLIENT_KEY_EXCHANGE).get(0);
        assertThat(serverHello.get()).as("ServerHello").isEqualTo((byte) 2);
        assertThat(serverHello.getShort(4)).isEqualTo((short) (version == OldTls.TLS_1_0 ? 0x0301 : 0x0302));
        assertThat(attacker.downgradedTo()).containsExactly(version);
        assertThat(said())
                .containsSubsequence(
                        "chooses " + version + ", TLS_RSA_WITH_AES_128_CBC_SHA, under the host's certificate",
                        "goes on with " + version + ": ClientKeyExchange");
        assertThat(server.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(server.sessions().get(0).tls()).isFalse();
    }

    @Test
    void answersTheExtensionsThatACarefulClientRequires() throws Exception {
        byte[] serverHello = session(hello(RSA)).get(0).array();
        assertThat(Arrays.copyOfRange(serverHello, serverHello.length - 11, serverHello.length))
                .containsExactly(0, 9, 0xff, 1, 0, 1, 0, 0, 23, 0, 0);
    }

    /** RFC 5746 section 3.3: a signalling suite stands for the extension. */
    @Test
    void answersASignallingSuiteLikeItsExtension() throws Exception {
        byte[] serverHello = session(bare(RSA, RENEGOTIATION_SCSV)).get(0).array();
        assertThat(Arrays.copyOfRange(serverHello, serverHello.length - 7, serverHello.length))
                .containsExactly(0, 5, 0xff, 1, 0, 1, 0);
        assertThat(session(bare(RSA)).get(0).array()).hasSize(serverHello.length - 7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsTheChainOfTheHost(boolean rsa) throws Exception {
        if (!rsa) {
            becomesEc();
        }
        byte[] shown = session(hello(RSA, ECDHE_ECDSA)).get(1).array();
        assertThat(shown[0]).isEqualTo((byte) CERTIFICATE);
        ByteBuffer chain = ByteBuffer.allocate(shown.length).put(shown, 7, shown.length - 7);
        chain.flip();
        for (var certificate : server.certificate().chain()) {
            byte[] one = new byte[(chain.get() & 0xff) << 16 | (chain.getShort() & 0xffff)];
            chain.get(one);
            assertThat(one).isEqualTo(certificate.getEncoded());
        }
        assertThat(chain.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "true,  0xc014, 0x0035, TLS_RSA_WITH_AES_256_CBC_SHA, 14",
        "true,  0xc009, 0xc013, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, 11",
        "true,  0x1301, 0x0039, TLS_DHE_RSA_WITH_AES_256_CBC_SHA, 11",
        "true,  0x1301, 0xc02f, TLS_RSA_WITH_AES_128_CBC_SHA, 14",
        "false, 0x002f, 0xc00a, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, 11",
    })
    void choosesASuiteThatTheClientOffersAndTheCertificateFits(
            boolean rsa, int first, int second, String chosen, int third) throws Exception {
        if (!rsa) {
            becomesEc();
        }
        assertThat(session(hello(first, second)).get(2).get()).isEqualTo((byte) third);
        assertThat(said()).anyMatch(line -> line.contains(chosen));
    }

    @Test
    void takesAnObjectionToTheOrderForProofWhereTheAttackerBrokeIt() throws Exception {
        session(hello(ECDHE_RSA), alert(2, 10));
        assertThat(attacker.downgradedTo()).containsExactly(OldTls.TLS_1_0);
        assertThat(said()).contains("goes on with TLS 1.0: alert unexpected_message");
    }

    @ParameterizedTest
    @CsvSource({
        "42, bad_certificate",
        "43, unsupported_certificate",
        "44, certificate_revoked",
        "45, certificate_expired",
        "46, certificate_unknown",
        "48, unknown_ca",
        "49, access_denied"
    })
    void takesAnObjectionToTheCertificateForProof(int alert, String name) throws Exception {
        session(hello(RSA), alert(2, alert));
        assertThat(attacker.downgradedTo()).containsExactly(OldTls.TLS_1_0);
        assertThat(said()).contains("goes on with TLS 1.0: alert " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 70, protocol_version",
        "2, 40, handshake_failure",
        "2, 47, illegal_parameter",
        "2, 71, insufficient_security",
        "2, 80, internal_error",
        "2, 86, 86",
        "2, 10, unexpected_message",
        "1, 0, close_notify"
    })
    void takesNoOtherAlertForProof(int level, int alert, String name) throws Exception {
        session(hello(RSA), alert(level, alert));
        assertThat(attacker.downgradedTo()).isEmpty();
        assertThat(said()).contains("alert " + name);
    }

    @Test
    void readsPastWarnings() throws Exception {
        ByteBuffer both = ByteBuffer.allocate(100).put(alert(1, 90)).put(CLIENT_KEY_EXCHANGE);
        session(hello(RSA), Arrays.copyOf(both.array(), both.position()));
        assertThat(attacker.downgradedTo()).containsExactly(OldTls.TLS_1_0);
    }

    @Test
    void doesNotTakeAMissingAnswerForProof() throws Exception {
        session(hello(RSA));
        assertThat(attacker.downgradedTo()).isEmpty();
        assertThat(said()).contains("closes the connection without an alert");
    }

    @Test
    void takesNoOtherMessageForProof() throws Exception {
        session(hello(RSA), hello(RSA));
        session(hello(RSA), new byte[] {21, 3, 1, 0, 0});
        assertThat(attacker.downgradedTo()).isEmpty();
        assertThat(said()).contains("handshake message 1");
    }

    @Test
    void readsAClientHelloInPieces() throws Exception {
        byte[] whole = hello(ECDHE_RSA);
        ByteBuffer pieces = ByteBuffer.allocate(whole.length + 5);
        pieces.put(new byte[] {22, 3, 1, 0, 3}).put(whole, 5, 3);
        pieces.put(new byte[] {22, 3, 1, 0, (byte) (whole.length - 8)}).put(whole, 8, whole.length - 8);
        session(pieces.array());
        assertThat(said()).anyMatch(line -> line.contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"16030100050100ffff", "1603010004020000", "160301000401000000", "170301000101", "1603010000"})
    void closesTheConnectionOnAnythingElse(String octets) throws Exception {
        byte[] start = HexFormat.of().parseHex(octets);
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.reply();
            client.command("STARTTLS");
            client.send(Arrays.copyOf(start, start.length + 20));
            assertThatThrownBy(client::readLine).isInstanceOf(IOException.class);
        }
    }

    /** The Java runtime refuses old versions by default. */
    @ParameterizedTest
    @EnumSource
    void seesThatTheRuntimeRefuses(OldTls version) throws Exception {
        attacker.downgradeTls(version);
        try (SmtpClient client = new SmtpClient(network, server)) {
            assertThatThrownBy(() -> client.secure(network.ca().clientContext(), HOST))
                    .isInstanceOf(IOException.class);
        }
        assertThat(attacker.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(attacker.downgradedTo()).isEmpty();
        assertThat(said()).contains("alert protocol_version");
    }
}
