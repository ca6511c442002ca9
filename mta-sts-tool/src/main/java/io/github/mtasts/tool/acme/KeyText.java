package io.github.mtasts.tool.acme;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Makes keys, and writes and reads them as PEM (RFC 7468). Stateless. */
final class KeyText {
    private static final int COLUMNS = 64;

    private KeyText() {}

    /** A new key on the curve P-256. */
    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256", e);
        }
    }

    static String of(KeyPair keys) {
        return block("PUBLIC KEY", keys.getPublic().getEncoded()) + of(keys.getPrivate());
    }

    static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    static String of(List<X509Certificate> chain) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : chain) {
                text.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate cannot be written: " + e.getMessage(), e);
        }
        return text.toString();
    }

    static KeyPair parse(String text) throws IOException {
        PublicKey open = null;
        PrivateKey secret = null;
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof SubjectPublicKeyInfo info) {
                    open = converter.getPublicKey(info);
                } else if (each instanceof PrivateKeyInfo info) {
                    secret = converter.getPrivateKey(info);
                }
            }
        } catch (RuntimeException e) {
            throw new IOException("the PEM is damaged: " + e.getMessage(), e); // such as Base64 that is none
        }
        if (open == null || secret == null) {
            throw new IOException("there are not two keys in it");
        }
        return new KeyPair(open, secret);
    }

    private static String block(String label, byte[] octets) {
        String base64 = Base64.getMimeEncoder(COLUMNS, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
