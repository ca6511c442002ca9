package io.github.mtasts.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.internal.CertificateForge;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrustAnchorsTest {
    private final X509Certificate root = CertificateForge.root(CertificateForge.ca("Root"));

    @Test
    @Tag("STS-3.3-09")
    void thePlatformHasAnchors() {
        assertThat(TrustAnchors.platform().certificates()).hasSizeGreaterThan(10);
    }

    @Test
    void aCertificateCountsOnce() {
        assertThat(TrustAnchors.of(List.of(root, root)).certificates()).containsExactly(root);
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
    void noAnchorsAtAllAreAMistake() {
        assertThatThrownBy(() -> TrustAnchors.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustAnchors is empty");
    }
}
