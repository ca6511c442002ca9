package io.github.mtasts.tool;

import io.github.mtasts.testkit.ServerCertificate;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes the certificates of the test kit as the files of an operator. */
public final class PemText {
    private PemText() {}

    public static String of(ServerCertificate certificate) {
        return of(certificate.chain()) + of(certificate.privateKey());
    }

    public static String of(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : chain) {
                text.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets) + "\n-----END " + label
                + "-----\n";
    }
}
