package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.spring.boot.MtaStsProperties;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/** Reads the trusted roots that the properties name. */
final class Trust {
    private static final String FILE = "mta-sts.trust.file";
    private static final String BUNDLE = "mta-sts.trust.bundle";
    private static final String FILE_ACTION = "Set " + FILE + " to a PEM file with BEGIN CERTIFICATE.";
    private static final String BUNDLE_ACTION =
            "Set " + BUNDLE + " to the name of a bundle below spring.ssl.bundle that has a trust store.";

    private Trust() {}

    /** Returns the roots; null for those of the platform. */
    static @Nullable TrustAnchors anchors(MtaStsProperties.Trust settings, @Nullable SslBundles bundles) {
        String file = settings.file();
        String bundle = settings.bundle();
        if (file != null && bundle != null) {
            throw new SettingException(
                    FILE + " and " + BUNDLE + " are both set.", "Remove " + FILE + " or " + BUNDLE + ".");
        }
        if (file != null) {
            return Settings.made(FILE, file, FILE_ACTION, () -> roots(Path.of(file)));
        }
        return bundle == null ? null : fromBundle(bundle, bundles);
    }

    private static TrustAnchors roots(Path file) throws IOException {
        try {
            return TrustAnchors.of(file);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it has no readable certificates: " + e.getMessage(), e);
        }
    }

    private static TrustAnchors fromBundle(String name, @Nullable SslBundles bundles) {
        if (bundles == null) {
            throw new SettingException(
                    BUNDLE + " is " + name + ", and the application has no SSL bundles.", BUNDLE_ACTION);
        }
        try {
            KeyStore store = bundles.getBundle(name).getStores().getTrustStore();
            if (store == null) {
                throw new SettingException(BUNDLE + " is " + name + ", which has no trust store.", BUNDLE_ACTION);
            }
            return TrustAnchors.of(store);
        } catch (NoSuchSslBundleException | IllegalArgumentException e) {
            throw new SettingException(BUNDLE + " is " + name + ": " + e.getMessage(), BUNDLE_ACTION, e);
        }
    }
}
