package io.github.mtasts.trust.internal;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust manager of one connection: keeps the chain that the server presented and what a {@link CertificateVerifier}
 * found, so that all faults are known afterwards, also where the session goes on in spite of them.
 *
 * <p>A resumed TLS session never calls it. Who uses it gives each connection an {@code SSLContext} of its own, and
 * treats an empty {@link #chain()} after a handshake as a failure. Being an extended trust manager, it replaces all
 * checks of the JDK; the judge makes up for them. Thread-safe.
 */
public final class RecordingTrustManager extends X509ExtendedTrustManager {
    private record Finding(List<X509Certificate> chain, List<CertificateFault> faults) {}

    private final CertificateVerifier judge;
    private final String dnsId;
    private final boolean refuses;
    private volatile Finding finding = new Finding(List.of(), List.of());

    private RecordingTrustManager(CertificateVerifier judge, String dnsId, boolean refuses) {
        this.judge = judge;
        this.dnsId = dnsId;
        this.refuses = refuses;
    }

    /**
     * A manager that ends the handshake when there is a fault.
     *
     * @param judge the judge
     * @param dnsId the name that is dialled
     * @return for one connection
     */
    public static RecordingTrustManager refusing(CertificateVerifier judge, String dnsId) {
        return new RecordingTrustManager(judge, dnsId, true);
    }

    /**
     * A manager that lets every handshake go on: the caller must look at {@link #faults()}.
     *
     * @param judge the judge
     * @param dnsId the name that is dialled
     * @return for one connection
     */
    public static RecordingTrustManager observing(CertificateVerifier judge, String dnsId) {
        return new RecordingTrustManager(judge, dnsId, false);
    }

    /**
     * What the server presented.
     *
     * @return its own certificate first; empty when there was no full handshake
     */
    public List<X509Certificate> chain() {
        return finding.chain();
    }

    /**
     * What is wrong with it, revocation left out.
     *
     * @return every fault; empty when there is none or there was no full handshake
     */
    public List<CertificateFault> faults() {
        return finding.faults();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        List<X509Certificate> presented = List.of(chain);
        List<CertificateFault> faults = judge.judge(presented, dnsId);
        finding = new Finding(presented, faults);
        if (refuses && !faults.isEmpty()) {
            throw new CertificateException(
                    faults.stream().map(CertificateFault::reason).collect(Collectors.joining("; ")));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is a TLS client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
