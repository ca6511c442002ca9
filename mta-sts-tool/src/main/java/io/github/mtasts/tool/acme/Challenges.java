package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.ServedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Shows what the authority looks for while it validates the right to a name. Thread-safe. */
public final class Challenges {
    /** RFC 8737 section 3: id-pe-acmeIdentifier. */
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    private static final Duration HALF_LIFE = Duration.ofDays(3);
    private static final int SERIAL_BITS = 120;

    private final CertificateRack rack;
    private final Clock clock;
    private final ConcurrentMap<String, String> tokens = new ConcurrentHashMap<>();

    /**
     * Makes them.
     *
     * @param rack shows the certificates of tls-alpn-01
     * @param clock the dates of those certificates
     */
    public Challenges(CertificateRack rack, Clock clock) {
        this.rack = rack;
        this.clock = clock;
    }

    /** Shows the certificate of tls-alpn-01 to validation clients until {@link #endAlpn}. */
    void beginAlpn(String host, byte[] digest) throws IOException {
        rack.beginValidation(host, validationCertificate(host, digest));
    }

    void endAlpn(String host) {
        rack.endValidation(host);
    }

    /** Serves the file of http-01 until {@link #endHttp}. */
    void beginHttp(String token, String authorization) {
        tokens.put(token, authorization);
    }

    void endHttp(String token) {
        tokens.remove(token);
    }

    /**
     * The file of a token (RFC 8555 section 8.3).
     *
     * @param token the last part of the path
     * @return empty if nobody is to prove anything with it
     */
    public Optional<String> file(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    /** RFC 8737 section 3: self-signed, for the one name, with the digest in a critical extension. */
    private ServedCertificate validationCertificate(String host, byte[] digest) throws IOException {
        KeyPair keys = KeyText.newKeys();
        X500Name name = new X500Name("CN=acme.invalid");
        Instant now = clock.instant();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, new SecureRandom()),
                    Date.from(now.minus(HALF_LIFE)),
                    Date.from(now.plus(HALF_LIFE)),
                    name,
                    keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(digest));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
            return ServedCertificate.of(keys.getPrivate(), List.of(certificate));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IOException("the certificate of the challenge cannot be made: " + e.getMessage(), e);
        }
    }
}
