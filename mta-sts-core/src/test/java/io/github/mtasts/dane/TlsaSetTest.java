package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which TLSA records count. */
class TlsaSetTest {
    private static final String SHA_256 = "ab".repeat(32);
    private static final String SHA_512 = "cd".repeat(64);

    private static TlsaRecord record(int usage, int selector, int type, String data) {
        return new TlsaRecord(usage, selector, type, data);
    }

    @Test
    @Tag("DANE-3.1.3-01")
    void setsAsideRecordsThatCannotBeUsed() {
        TlsaRecord good = record(3, 1, 1, SHA_256);
        TlsaSet set = TlsaSet.of(List.of(
                record(0, 1, 1, SHA_256),
                record(1, 1, 1, SHA_256),
                record(4, 1, 1, SHA_256),
                record(255, 1, 1, SHA_256),
                record(3, 2, 1, SHA_256),
                record(3, 1, 3, SHA_256),
                record(3, 1, 1, "ab".repeat(31)),
                record(3, 1, 1, ""),
                record(3, 0, 0, ""),
                record(3, 0, 0, "00"),
                record(3, 1, 0, "3000"),
                good));

        assertThat(set.decisive()).containsExactly(good);
        assertThat(set.lines()).hasSize(12).endsWith("3 1 1 " + SHA_256);
    }

    @Test
    @Tag("DANE-5-01")
    void countsOnlyTheStrongestDigestOfAUsageAndSelector() {
        TlsaRecord strong = record(3, 1, 2, SHA_512);
        TlsaRecord otherSelector = record(3, 0, 1, SHA_256);
        TlsaRecord otherUsage = record(2, 1, 1, SHA_256);

        assertThat(TlsaSet.of(List.of(record(3, 1, 1, SHA_256), strong, otherSelector, otherUsage))
                        .decisive())
                .containsExactly(strong, otherSelector, otherUsage);
    }

    @Test
    @Tag("DANE-5-02")
    void setsAsideADigestOfTheWrongLengthBeforeTheStrongestIsChosen() {
        TlsaRecord good = record(3, 1, 1, SHA_256);

        assertThat(TlsaSet.of(List.of(record(3, 1, 2, SHA_256), good)).decisive())
                .containsExactly(good);
    }

    @Test
    void countsFullDataBesideDigests() throws Exception {
        try (TestNetwork net = TestNetwork.start()) {
            X509Certificate certificate = net.ca().issue("mx1.example.com").leaf();
            TlsaRecord full = record(3, 0, 0, HexFormat.of().formatHex(certificate.getEncoded()));
            TlsaRecord key = record(
                    3, 1, 0, HexFormat.of().formatHex(certificate.getPublicKey().getEncoded()));
            TlsaRecord digest = record(3, 0, 1, SHA_256);

            assertThat(TlsaSet.of(List.of(full, key, digest, record(3, 0, 0, full.association() + "00")))
                            .decisive())
                    .containsExactly(full, key, digest);
            assertThat(full.matches(certificate)).isTrue();
            assertThat(key.matches(certificate)).isTrue();
            assertThat(digest.matches(certificate)).isFalse();
        }
    }

    @Test
    void saysWhatItHolds() {
        assertThat(TlsaSet.of(List.of(record(3, 1, 1, SHA_256), record(0, 1, 1, SHA_256))))
                .hasToString("2 TLSA records, of which 1 count");
    }
}
