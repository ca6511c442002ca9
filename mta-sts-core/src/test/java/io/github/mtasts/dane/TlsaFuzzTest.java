package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a TLSA record holds, it counts or does not, and only what matches a certificate authenticates it. */
class TlsaFuzzTest {
    private static final TestNetwork NET = TestNetwork.start();
    private static final X509Certificate CERTIFICATE =
            NET.ca().selfSigned("mx.example").leaf();
    private static final DaneVerifier VERIFIER = new DaneVerifier(
            new CertificateVerifier(TrustAnchors.of(List.of(NET.ca().root())), Revocation.OFF, RevocationSource.none())
                    .givenAnchors());

    @AfterAll
    static void stop() {
        NET.close();
    }

    static Stream<Arguments> seeds() throws CertificateEncodingException {
        byte[] whole = CERTIFICATE.getEncoded();
        byte[] key = CERTIFICATE.getPublicKey().getEncoded();
        return Stream.of(
                        record(3, 1, 1, new byte[32]),
                        record(2, 0, 2, new byte[64]),
                        record(3, 0, 0, whole),
                        record(2, 0, 0, Arrays.copyOf(whole, whole.length - 1)),
                        record(2, 0, 0, Arrays.copyOf(whole, whole.length + 1)),
                        record(2, 1, 0, key),
                        record(3, 1, 0, Arrays.copyOf(key, key.length / 2)),
                        record(255, 255, 255, new byte[0]),
                        new byte[] {3})
                .map(octets -> Arguments.of((Object) octets));
    }

    private static byte[] record(int usage, int selector, int matchingType, byte[] data) {
        byte[] octets = new byte[3 + data.length];
        octets[0] = (byte) usage;
        octets[1] = (byte) selector;
        octets[2] = (byte) matchingType;
        System.arraycopy(data, 0, octets, 3, data.length);
        return octets;
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void countsOrDoesNot(byte[] octets) throws CertificateEncodingException {
        if (octets.length < 3) {
            return;
        }
        byte[] data = Arrays.copyOfRange(octets, 3, octets.length);
        TlsaRecord record = new TlsaRecord(
                octets[0] & 0xff,
                octets[1] & 0xff,
                octets[2] & 0xff,
                HexFormat.of().formatHex(data));
        TlsaSet set = TlsaSet.of(List.of(record, record));
        assertThat(set.decisive()).hasSize(record.isUsable() ? 1 : 0);
        assertThat(set.lines()).hasSize(2).allMatch(line -> line.equals(record.toString()));
        X509Certificate held = record.certificate();
        if (held != null) {
            assertThat(held.getEncoded()).isEqualTo(data);
        }
        HostDane.Records host = new HostDane.Records("mx.example", set, List.of("mx.example"), true);
        DaneVerifier.Verdict verdict = VERIFIER.verify(List.of(CERTIFICATE), host);
        // A self-signed certificate alone is under no anchor: usage 2 begins above it.
        boolean isOwn = record.isUsable() && record.usage() == TlsaRecord.END_ENTITY && record.matches(CERTIFICATE);
        assertThat(verdict.failures().isEmpty()).isEqualTo(isOwn);
    }
}
