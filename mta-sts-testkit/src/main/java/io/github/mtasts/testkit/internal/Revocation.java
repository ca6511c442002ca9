package io.github.mtasts.testkit.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The hosts {@code crl.ca.test} and {@code ocsp.ca.test}, and the certificate extensions that name them. */
public final class Revocation {
    private static final int HTTP = 80;

    private final VirtualNet net;
    private final RevocationService service;
    private final Endpoint endpoint;
    private final InetAddress crlAddress;
    private final InetAddress ocspAddress;

    /**
     * Adds both hosts to a network.
     *
     * @param net the network
     * @param now the time at which the service's answers are fresh
     * @param publish called with the name and address of each host
     */
    public Revocation(VirtualNet net, Instant now, BiConsumer<String, InetAddress> publish) {
        this.net = net;
        this.service = new RevocationService(now);
        this.endpoint = net.endpoint("revocation", service);
        this.crlAddress = net.pool().nextIpv4();
        this.ocspAddress = net.pool().nextIpv4();
        net.attach(new InetSocketAddress(crlAddress, HTTP), endpoint);
        net.attach(new InetSocketAddress(ocspAddress, HTTP), endpoint);
        publish.accept("crl.ca.test", crlAddress);
        publish.accept("ocsp.ca.test", ocspAddress);
    }

    /**
     * Serves the revocations of an issuer.
     *
     * @param name the issuer's name in URLs
     * @param issuer the issuer
     */
    public void add(String name, Issuer issuer) {
        service.add(name, issuer);
    }

    /**
     * The extensions that name the CRL and OCSP responder of an issuer.
     *
     * @param name the issuer's name in URLs
     * @param onLoopback whether URLs name a real loopback port and not the virtual hosts
     * @param crl whether there is a CRL distribution point
     * @param ocsp whether there is an OCSP responder
     * @return the extensions
     */
    public Issuer.Extras extensions(String name, boolean onLoopback, boolean crl, boolean ocsp) {
        String crlHost = onLoopback ? loopbackHost() : "crl.ca.test";
        String ocspHost = onLoopback ? loopbackHost() : "ocsp.ca.test";
        return builder -> {
            if (crl) {
                GeneralNames url = new GeneralNames(uri("http://" + crlHost + "/" + name + ".crl"));
                DistributionPoint[] points = {new DistributionPoint(new DistributionPointName(url), null, null)};
                builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
            }
            if (ocsp) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                AccessDescription.id_ad_ocsp, uri("http://" + ocspHost + "/" + name)));
            }
        };
    }

    /**
     * Sets the behaviour of both hosts.
     *
     * @param how the behaviour
     */
    public void reach(VirtualNet.Reach how) {
        net.reach(crlAddress, how);
        net.reach(ocspAddress, how);
    }

    /**
     * All requests so far.
     *
     * @return request lines without the version
     */
    public List<String> requests() {
        return service.requests();
    }

    private String loopbackHost() {
        return "127.0.0.1:" + endpoint.loopback().getPort();
    }

    private static GeneralName uri(String url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url);
    }
}
