package io.github.mtasts.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.internal.CertificateForge;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustAnchorsTest {
    private final X509Certificate root = CertificateForge.root(CertificateForge.ca("Root"));

    @Test
    @Tag("STS-3.3-09")
    void thePlatformHasAnchors() {
        assertThat(TrustAnchors.platform().certificates()).hasSizeGreaterThan(10);
    }

    @Test
    void aCertificateCountsOnce() {
        TrustAnchors anchors = TrustAnchors.of(List.of(root, root));
        assertThat(anchors.certificates()).containsExactly(root);
        assertThat(anchors).hasToString("1 trust anchors");
    }

    @Test
    void theTrustedEntriesOfAKeyStoreAreAnchorsAndKeysAreNot() throws Exception {
        CertificateForge key = CertificateForge.ca("Key");
        KeyStore store = KeyStore.getInstance("PKCS12");
        assertThatThrownBy(() -> TrustAnchors.of(store)).hasMessageContaining("not loaded");
        store.load(null, null);
        assertThatThrownBy(() -> TrustAnchors.of(store)).hasMessageContaining("trustAnchors is empty");

        store.setCertificateEntry("root", root);
        store.setKeyEntry(
                "key", key.keys.getPrivate(), new char[0], new X509Certificate[] {CertificateForge.root(key)});

        assertThat(TrustAnchors.of(store).certificates()).containsExactly(root);
    }

    @Test
    void theCertificatesOfAFileAreAnchors(@TempDir Path folder) throws Exception {
        X509Certificate second = CertificateForge.root(CertificateForge.ca("Second"));
        Path file = folder.resolve("roots.pem");
        Files.writeString(file, pem(root) + pem(second));
        assertThat(TrustAnchors.of(file).certificates()).containsExactly(root, second);
        Files.write(file, root.getEncoded());
        assertThat(TrustAnchors.of(file).certificates()).containsExactly(root);
        Files.writeString(file, "no certificate");
        assertThatThrownBy(() -> TrustAnchors.of(file)).isInstanceOf(CertificateException.class);
        Files.writeString(file, "");
        assertThatThrownBy(() -> TrustAnchors.of(file)).hasMessageContaining("trustAnchors is empty");
        Files.delete(file);
        assertThatThrownBy(() -> TrustAnchors.of(file)).isInstanceOf(NoSuchFileException.class);
    }

    private static String pem(X509Certificate certificate) throws CertificateException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void noAnchorsAtAllAreAMistake() {
        assertThatThrownBy(() -> TrustAnchors.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustAnchors is empty");
    }
}
