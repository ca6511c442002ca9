package io.github.mtasts.tool.acme;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority without a network, whose certificates are valid for 90 days of a test's clock. */
final class LocalAuthority implements CertificateAuthority {
    /** What it does with orders. */
    enum Mood {
        ISSUES,
        IS_DOWN,
        LIMITS,
        REFUSES,
        ISSUES_FOR_ANOTHER_NAME,
        LACKS_A_CLASS
    }

    static final Duration LIFETIME = Duration.ofDays(90);
    static final Duration LIMIT = Duration.ofDays(3);

    private final Clock clock;
    private final KeyPair keys = KeyText.newKeys();
    private final X500Name name = new X500Name("CN=Local Authority");
    private final List<String> asked = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private Mood mood = Mood.ISSUES;
    private int serial = 1;

    LocalAuthority(Clock clock) {
        this.clock = clock;
    }

    synchronized void is(Mood now) {
        mood = now;
    }

    /** Fails for a host as if it could not be reached, such as by a response that makes no sense. */
    synchronized void failsFor(String host) {
        failing.add(host);
    }

    /** The hosts of all orders so far. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized void forgetAsked() {
        asked.clear();
    }

    @Override
    public synchronized List<X509Certificate> issue(PendingOrder order) throws AuthorityException {
        asked.add(order.host());
        try {
            order.isAt(URI.create("https://local.test/order/" + serial));
            return switch (failing.contains(order.host()) ? Mood.IS_DOWN : mood) {
                case ISSUES -> List.of(leaf(order.host(), order.keys().getPublic()), root());
                case ISSUES_FOR_ANOTHER_NAME ->
                    List.of(leaf("another.test", order.keys().getPublic()), root());
                case IS_DOWN -> throw new AuthorityException(AuthorityException.Kind.UNREACHABLE, "it is down");
                case LACKS_A_CLASS -> throw new NoClassDefFoundError("org/example/Gone");
                case REFUSES -> throw new AuthorityException(AuthorityException.Kind.REFUSED, "no such name");
                case LIMITS ->
                    throw new AuthorityException(
                            AuthorityException.Kind.RATE_LIMITED,
                            "too many",
                            Optional.of(clock.instant().plus(LIMIT)),
                            new IOException("429"));
            };
        } catch (IOException | CertificateException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate root() throws CertificateException, OperatorCreationException, CertIOException {
        return sign(builder(name, keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
    }

    private X509Certificate leaf(String host, PublicKey key)
            throws CertificateException, OperatorCreationException, CertIOException {
        return sign(builder(new X500Name("CN=" + host), key)
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, host))));
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey key) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial++),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plus(LIFETIME)),
                subject,
                key);
    }

    private X509Certificate sign(X509v3CertificateBuilder builder)
            throws CertificateException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
