package io.github.mtasts.trust.internal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.NetscapeCertType;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/** Chains of every form that a mail server may present, each with the verdict that the library must reach. */
final class ChainMatrix {
    static final String HOST = "mx1.example.com";

    /**
     * One chain.
     *
     * @param accepted whether the library accepts it
     * @param difference why OpenSSL judges otherwise; empty when it agrees
     */
    record Form(
            String name,
            boolean accepted,
            String difference,
            List<X509Certificate> chain,
            List<X509Certificate> anchors) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final ASN1ObjectIdentifier MUST_STAPLE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
    private static final KeyPurposeId SGC = KeyPurposeId.getInstance(new ASN1ObjectIdentifier("2.16.840.1.113730.4.1"));
    private static final ASN1ObjectIdentifier NETSCAPE_TYPE = new ASN1ObjectIdentifier("2.16.840.1.113730.1.1");

    private final List<Form> forms = new ArrayList<>();

    static List<Form> all() {
        ChainMatrix matrix = new ChainMatrix();
        matrix.ordinary();
        matrix.keys();
        matrix.signatures();
        matrix.extendedKeyUsage();
        matrix.keyUsage();
        matrix.constraints();
        matrix.dates();
        matrix.shapes();
        return matrix.forms;
    }

    private void ordinary() {
        leaf("an ordinary certificate", true, forge -> {});
        CertificateForge root = CertificateForge.ca("Root");
        add("below the anchor itself", true, List.of(own().signedBy(root)), CertificateForge.root(root));
        leaf("without a subject", true, CertificateForge::withoutSubject);
        leaf("must-staple", true, forge -> forge.extension(MUST_STAPLE, false, new DERSequence(new ASN1Integer(5))));
        leaf("an unknown extension that is critical", false, forge -> forge.extension(UNKNOWN, true, DERNull.INSTANCE));
        leaf("an unknown extension", true, forge -> forge.extension(UNKNOWN, false, DERNull.INSTANCE));
        middle(
                "an intermediate with an unknown critical extension",
                false,
                forge -> forge.extension(UNKNOWN, true, DERNull.INSTANCE));
        leaf(
                "for TLS servers by its Netscape type",
                true,
                forge -> forge.extension(NETSCAPE_TYPE, false, new NetscapeCertType(NetscapeCertType.sslServer)));
        leaf(
                "for e-mail by its Netscape type",
                false,
                forge -> forge.extension(NETSCAPE_TYPE, false, new NetscapeCertType(NetscapeCertType.smime)));
        CertificateForge odd = CertificateForge.named("x")
                .names(
                        new GeneralName(GeneralName.dNSName, "m*..-\u0000 .com"),
                        new GeneralName(GeneralName.dNSName, ""),
                        new GeneralName(GeneralName.rfc822Name, "@"),
                        new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[] {1, 2, 3})),
                        new GeneralName(GeneralName.dNSName, HOST));
        single("odd names beside the right one", true, odd);
        single("many names", true, CertificateForge.named("x").dns(names(100)));
    }

    private void keys() {
        leaf("RSA of 2048 bits", true, forge -> forge.keys("RSA", "2048"));
        leaf("RSA of 3072 bits", true, forge -> forge.keys("RSA", "3072"));
        leaf("RSA of 1024 bits", false, forge -> forge.keys("RSA", "1024"));
        String rounded = "OpenSSL counts the strength of 2,040 bits as that of 2,048; RFC 9325 section 4.5 does not";
        form("RSA of 2040 bits", false, rounded, forge -> forge.keys("RSA", "2040"), 0);
        middle("an intermediate with RSA of 2048 bits", true, forge -> forge.keys("RSA", "2048"));
        middle("an intermediate with RSA of 1024 bits", false, forge -> forge.keys("RSA", "1024"));
        root("an anchor with RSA of 1024 bits", false, forge -> forge.keys("RSA", "1024"));
        root("an anchor with RSA of 2048 bits", true, forge -> forge.keys("RSA", "2048"));
        leaf("RSASSA-PSS key", true, forge -> forge.keys("RSASSA-PSS", "2048"));
        leaf("P-384", true, forge -> forge.keys("EC", "secp384r1"));
        leaf("P-521", true, forge -> forge.keys("EC", "secp521r1"));
        leaf("Ed25519", true, forge -> forge.keys("Ed25519", ""));
        leaf("Ed448", true, forge -> forge.keys("Ed448", ""));
        middle("an intermediate with Ed25519", true, forge -> forge.keys("Ed25519", ""));
        middle("an intermediate with P-521", true, forge -> forge.keys("EC", "secp521r1"));
        leaf("DSA of 2048 bits", true, forge -> forge.keys("DSA", "2048"));
        leaf("DSA of 1024 bits", false, forge -> forge.keys("DSA", "1024"));
    }

    private void signatures() {
        for (String weak : List.of("SHA1withRSA", "MD5withRSA", "SHA1withRSAandMGF1")) {
            signature(weak, false);
        }
        for (String strong :
                List.of("SHA224withRSA", "SHA384withRSA", "SHA256withRSAandMGF1", "SHA512withRSAandMGF1")) {
            signature(strong, true);
        }
        leaf("SHA1withECDSA", false, forge -> forge.algorithm("SHA1withECDSA"));
        leaf("SHA512withECDSA", true, forge -> forge.algorithm("SHA512withECDSA"));
        middle("an intermediate with SHA1withECDSA", false, forge -> forge.algorithm("SHA1withECDSA"));
        root("an anchor with SHA1withECDSA", true, forge -> forge.algorithm("SHA1withECDSA"));
    }

    private void signature(String algorithm, boolean accepted) {
        CertificateForge root = CertificateForge.ca("Root").keys("RSA", "2048");
        add(algorithm, accepted, List.of(own().algorithm(algorithm).signedBy(root)), CertificateForge.root(root));
    }

    private void extendedKeyUsage() {
        KeyPurposeId server = KeyPurposeId.id_kp_serverAuth;
        KeyPurposeId client = KeyPurposeId.id_kp_clientAuth;
        KeyPurposeId mail = KeyPurposeId.id_kp_emailProtection;
        leaf("for servers", true, usage(false, server));
        leaf("for servers, critical", true, usage(true, server));
        leaf("for clients", false, usage(false, client));
        leaf("for servers and clients", true, usage(false, server, client));
        leaf("for e-mail", false, usage(false, mail));
        String any =
                "OpenSSL does not count anyExtendedKeyUsage; RFC 5280 section 4.2.1.12 lets it stand for every purpose";
        form("for any purpose", true, any, usage(false, KeyPurposeId.anyExtendedKeyUsage), 0);
        String sgc = "OpenSSL counts the purpose of Netscape's step-up as that of servers";
        form("for Netscape's step-up", false, sgc, usage(false, SGC), 0);
        middle("an intermediate for servers", true, usage(false, server));
        middle("an intermediate for servers, critical", true, usage(true, server));
        middle("an intermediate for clients", false, usage(false, client));
        middle("an intermediate for e-mail", false, usage(false, mail));
        form("an intermediate for any purpose", true, any, usage(false, KeyPurposeId.anyExtendedKeyUsage), 1);
        root("an anchor for e-mail", false, usage(false, mail));
        root("an anchor for servers", true, usage(false, server));
    }

    private void keyUsage() {
        leaf("a key for signatures", true, keyUse(KeyUsage.digitalSignature));
        leaf("a key for encipherment", true, keyUse(KeyUsage.keyEncipherment));
        leaf("a key for agreement", true, keyUse(KeyUsage.keyAgreement));
        leaf("a key for commitments", false, keyUse(KeyUsage.nonRepudiation));
        leaf("a key for certificates", false, keyUse(KeyUsage.keyCertSign));
        middle("an intermediate for certificates", true, keyUse(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        middle("an intermediate for CRLs", false, keyUse(KeyUsage.cRLSign));
        middle("an intermediate for signatures", false, keyUse(KeyUsage.digitalSignature));
        CertificateForge root = CertificateForge.ca("Root");
        CertificateForge leaf = CertificateForge.named("leaf");
        X509Certificate noCa = leaf.signedBy(root);
        add(
                "an intermediate that is no authority",
                false,
                List.of(own().signedBy(leaf), noCa),
                CertificateForge.root(root));
        leaf(
                "an authority as host",
                true,
                forge -> forge.extension(Extension.basicConstraints, true, new BasicConstraints(true)));
    }

    private void constraints() {
        constraint("names below the permitted domain", true, "example.com", null);
        constraint("names outside the permitted domain", false, "example.net", null);
        constraint("names in an excluded domain", false, null, "example.com");
        constraint("names outside the excluded domain", true, null, "example.net");
        CertificateForge root = CertificateForge.ca("Root");
        CertificateForge upper =
                CertificateForge.named("Upper").extension(Extension.basicConstraints, true, new BasicConstraints(0));
        CertificateForge lower = CertificateForge.ca("Lower");
        X509Certificate second = upper.signedBy(root);
        X509Certificate first = lower.signedBy(upper);
        add(
                "a path that is too long",
                false,
                List.of(own().signedBy(lower), first, second),
                CertificateForge.root(root));
        add(
                "a path that is just short enough",
                true,
                List.of(own().signedBy(upper), second),
                CertificateForge.root(root));
        CertificateForge other = CertificateForge.ca("Root");
        CertificateForge marked = own().extension(
                        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[] {1, 2, 3}));
        CertificateForge issuer = CertificateForge.ca("Root")
                .extension(Extension.subjectKeyIdentifier, false, new DEROctetString(new byte[] {4, 5, 6}));
        add(
                "a key identifier of another issuer",
                false,
                List.of(marked.signedBy(issuer)),
                CertificateForge.root(issuer));
        add(
                "an issuer of the right name with another key",
                false,
                List.of(own().signedBy(other)),
                CertificateForge.root(root));
    }

    private void dates() {
        leaf("expired", false, CertificateForge::expired);
        leaf("not yet valid", false, forge -> forge.valid(Duration.ofDays(1), Duration.ofDays(2)));
        middle("an expired intermediate", false, CertificateForge::expired);
        CertificateForge root = CertificateForge.ca("Root").expired();
        add(
                "an expired anchor",
                true,
                "OpenSSL applies an anchor's dates; RFC 5280 section 6.1.1 has an anchor as a name and a key",
                List.of(own().signedBy(root)),
                CertificateForge.root(root));
        CertificateForge middle = CertificateForge.ca("Intermediate").expired();
        CertificateForge current = CertificateForge.ca("Root");
        X509Certificate old = middle.signedBy(current);
        X509Certificate renewed = middle.valid(Duration.ofDays(-1), Duration.ofDays(10))
                .newSerial()
                .signedBy(current);
        add(
                "an expired cross-sign before a current one",
                true,
                List.of(own().signedBy(middle), old, renewed),
                CertificateForge.root(current));
        add(
                "an expired cross-sign after a current one",
                true,
                List.of(own().signedBy(middle), renewed, old),
                CertificateForge.root(current));
        CertificateForge oldRoot = CertificateForge.ca("Old Root").expired();
        CertificateForge crossed = CertificateForge.ca("New Root");
        X509Certificate cross = crossed.expired().signedBy(oldRoot);
        crossed.valid(Duration.ofDays(-1), Duration.ofDays(10)).newSerial();
        add(
                "an anchor that is shown cross-signed by an expired one",
                true,
                List.of(own().signedBy(crossed), cross),
                CertificateForge.root(crossed));
    }

    private void shapes() {
        CertificateForge root = CertificateForge.ca("Root");
        X509Certificate anchor = CertificateForge.root(root);
        CertificateForge upper = CertificateForge.ca("Upper");
        CertificateForge lower = CertificateForge.ca("Lower");
        X509Certificate second = upper.signedBy(root);
        X509Certificate first = lower.signedBy(upper);
        X509Certificate own = own().signedBy(lower);
        add("in order", true, List.of(own, first, second), anchor);
        add("with the anchor", true, List.of(own, first, second, anchor), anchor);
        add("shuffled", true, List.of(own, second, first), anchor);
        add("shuffled, with the anchor first", true, List.of(own, anchor, second, first), anchor);
        add("doubled", true, List.of(own, own, first, first, second, second), anchor);
        add(
                "with a stranger",
                true,
                List.of(own, CertificateForge.root(CertificateForge.ca("S")), first, second),
                anchor);
        add("without an intermediate", false, List.of(own, second), anchor);
        add("without any intermediate", false, List.of(own), anchor);
        add(
                "from another root",
                false,
                List.of(own, first, second),
                CertificateForge.root(CertificateForge.ca("Root")));
        add("with an anchor half way", true, List.of(own, first), second);
        CertificateForge self = own();
        X509Certificate selfSigned = self.signedBy(self);
        add("self-signed", false, List.of(selfSigned), anchor);
        add("self-signed and an anchor", true, List.of(selfSigned), selfSigned);
        add("a certificate that is an anchor", true, List.of(own), own);
        for (int length : new int[] {3, 4, 5, 7}) {
            deep(length);
        }
    }

    private void deep(int intermediates) {
        CertificateForge root = CertificateForge.ca("Root");
        List<X509Certificate> chain = new ArrayList<>();
        CertificateForge issuer = root;
        for (int i = 0; i < intermediates; i++) {
            CertificateForge next = CertificateForge.ca("Intermediate " + i);
            chain.add(0, next.signedBy(issuer));
            issuer = next;
        }
        chain.add(0, own().signedBy(issuer));
        add(intermediates + " intermediates", true, chain, CertificateForge.root(root));
    }

    private void constraint(String name, boolean accepted, @Nullable String permitted, @Nullable String excluded) {
        middle(
                name,
                accepted,
                forge -> forge.extension(
                        Extension.nameConstraints, true, new NameConstraints(subtrees(permitted), subtrees(excluded))));
    }

    private static GeneralSubtree @Nullable [] subtrees(@Nullable String domain) {
        return domain == null
                ? null
                : new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))};
    }

    private static String[] names(int count) {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = "mx" + i + ".example.com";
        }
        return names;
    }

    private static Consumer<CertificateForge> usage(boolean critical, KeyPurposeId... purposes) {
        return extension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purposes));
    }

    private static Consumer<CertificateForge> keyUse(int bits) {
        return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    private static Consumer<CertificateForge> extension(
            ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        return forge -> forge.extension(id, critical, value);
    }

    private static CertificateForge own() {
        return CertificateForge.named("x").dns(HOST);
    }

    private void single(String name, boolean accepted, CertificateForge own) {
        CertificateForge root = CertificateForge.ca("Root");
        add(name, accepted, List.of(own.signedBy(root)), CertificateForge.root(root));
    }

    private void leaf(String name, boolean accepted, Consumer<CertificateForge> change) {
        form(name, accepted, "", change, 0);
    }

    private void middle(String name, boolean accepted, Consumer<CertificateForge> change) {
        form(name, accepted, "", change, 1);
    }

    private void root(String name, boolean accepted, Consumer<CertificateForge> change) {
        form(name, accepted, "", change, 2);
    }

    /** A chain of host, intermediate and anchor, of which one is changed. */
    private void form(
            String name, boolean accepted, String difference, Consumer<CertificateForge> change, int changed) {
        CertificateForge[] path = {own(), CertificateForge.ca("Intermediate"), CertificateForge.ca("Root")};
        change.accept(path[changed]);
        X509Certificate anchor = CertificateForge.root(path[2]);
        X509Certificate middle = path[1].signedBy(path[2]);
        add(name, accepted, difference, List.of(path[0].signedBy(path[1]), middle), anchor);
    }

    private void add(String name, boolean accepted, List<X509Certificate> chain, X509Certificate... anchors) {
        add(name, accepted, "", chain, anchors);
    }

    private void add(
            String name, boolean accepted, String difference, List<X509Certificate> chain, X509Certificate... anchors) {
        forms.add(new Form(name, accepted, difference, chain, Arrays.asList(anchors)));
    }
}
