package io.github.mtasts.interop;

import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A domain with one MX host, for one {@link DaneCase}. */
final class DaneSite {
    static final String SIGNED = "signed.example";
    static final String UNSIGNED = "unsigned.test";
    static final String BOGUS = "bogus.example";
    /** Signed in a way that nobody can verify, which counts as unsigned (RFC 4035 section 5.2). */
    static final String UNKNOWN_DIGEST = "unknown.example";

    private final TestNetwork net;
    private final int port;
    private final String domain;
    private final String host;

    /** Makes the domain with its MX record; the host gets its address with its certificate. */
    DaneSite(TestNetwork net, int port, String label, DaneCase which) {
        this.net = net;
        this.port = port;
        this.domain = label + "." + which.zone();
        this.host = "mx." + label + "." + which.hostZone();
        net.dns().mx(domain, 10, host);
    }

    String domain() {
        return domain;
    }

    String host() {
        return host;
    }

    DnsServer dns() {
        return net.dns();
    }

    TestCa ca() {
        return net.ca();
    }

    /** A good certificate, with the intermediate and without the root. */
    ServerCertificate good() {
        return ca().issue(host);
    }

    /** The host shows this certificate. */
    DaneSite shows(ServerCertificate certificate) {
        server().certificate(certificate);
        return this;
    }

    MxServer server() {
        return net.mxServer(host);
    }

    /** The host is an alias of another one, which shows this certificate. */
    DaneSite isAliasOf(String target, ServerCertificate certificate) {
        net.mxServer(target).certificate(certificate);
        dns().cname(host, target);
        return this;
    }

    /** The domain has no MX record, and is itself the host that shows this certificate. */
    DaneSite isWithoutMx(ServerCertificate certificate) {
        dns().noData(domain, "MX");
        net.mxServer(domain).certificate(certificate);
        return this;
    }

    /** The domain is an alias of another one, which has its MX record. */
    void domainIsAliasOf(String target) {
        dns().remove(domain).cname(domain, target).mx(target, 10, host);
    }

    /** A name beside the domain. */
    String other(String label, String zone) {
        return label + "-" + domain.substring(0, domain.indexOf('.')) + "." + zone;
    }

    /** Publishes a record about a certificate at the host. */
    DaneSite tlsa(int usage, int selector, int matchingType, X509Certificate certificate) {
        return tlsaAt(host, usage, selector, matchingType, data(selector, matchingType, certificate));
    }

    /** Publishes a record with some data at the host. */
    DaneSite tlsa(int usage, int selector, int matchingType, byte[] data) {
        return tlsaAt(host, usage, selector, matchingType, data);
    }

    DaneSite tlsaAt(String base, int usage, int selector, int matchingType, byte[] data) {
        dns().tlsa(owner(base), usage, selector, matchingType, data);
        return this;
    }

    /** The name of the TLSA records of a base domain. */
    String owner(String base) {
        return "_" + port + "._tcp." + base;
    }

    DaneSite fault(String name, String type, SignatureFault fault) {
        dns().dnssec().fault(name, type, fault);
        return this;
    }

    /** The certificate association data of a certificate (RFC 6698 section 2.1). */
    static byte[] data(int selector, int matchingType, X509Certificate certificate) {
        try {
            byte[] selected = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            return switch (matchingType) {
                case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                default -> selected;
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Data of the same length that match nothing. */
    static byte[] wrong(byte[] data) {
        byte[] other = data.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    /** The first octets of data. */
    static byte[] cut(byte[] data, int length) {
        return Arrays.copyOf(data, length);
    }

    /** A certificate whose server sends other certificates behind it. */
    static ServerCertificate sending(ServerCertificate own, X509Certificate... others) {
        return new ServerCertificate(
                own.privateKey(),
                Stream.concat(Stream.of(own.leaf()), Arrays.stream(others)).toList());
    }

    /** The same for a certificate of another authority. */
    static ServerCertificate sending(Authority.Leaf own, X509Certificate... others) {
        return sending(
                new ServerCertificate(
                        own.keys().getPrivate(), List.of(own.chain().get(0))),
                others);
    }
}
