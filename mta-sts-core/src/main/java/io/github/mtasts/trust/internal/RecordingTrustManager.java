package io.github.mtasts.trust.internal;

import io.github.mtasts.failure.Failure;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The trust manager of one connection. Records the chain that the server presented and the faults that a
 * {@link CertificateVerifier} found, so that all faults are known afterwards, also where the session goes on despite them.
 *
 * <p>A resumed TLS session never calls it: {@link #chain()} is then empty, and the chain of the session must be judged after
 * the handshake. As an extended trust manager it replaces all checks of the JDK; the verifier makes them. Thread-safe.
 */
public final class RecordingTrustManager extends ClientTrustManager {
    private static final String NOT_VERIFIED = "certificate-not-verified: ";

    private record Finding(List<X509Certificate> chain, List<CertificateFault> faults) {}

    private final CertificateVerifier verifier;
    private final String dnsId;
    private final boolean refuses;
    private volatile Finding finding = new Finding(List.of(), List.of());
    private volatile @Nullable Throwable thrown;

    private RecordingTrustManager(CertificateVerifier verifier, String dnsId, boolean refuses) {
        this.verifier = verifier;
        this.dnsId = dnsId;
        this.refuses = refuses;
    }

    /**
     * Makes a manager that ends the handshake when there is a fault.
     *
     * @param verifier verifies the chain
     * @param dnsId the name that is dialled
     * @return for one connection
     */
    public static RecordingTrustManager refusing(CertificateVerifier verifier, String dnsId) {
        return new RecordingTrustManager(verifier, dnsId, true);
    }

    /**
     * Makes a manager that lets every handshake go on: the caller must check {@link #faults()}.
     *
     * @param verifier verifies the chain
     * @param dnsId the name that is dialled
     * @return for one connection
     */
    public static RecordingTrustManager observing(CertificateVerifier verifier, String dnsId) {
        return new RecordingTrustManager(verifier, dnsId, false);
    }

    /**
     * The chain that the server presented.
     *
     * @return its own certificate first; empty when there was no full handshake
     */
    public List<X509Certificate> chain() {
        return finding.chain();
    }

    /**
     * The faults of the chain, except revocation.
     *
     * @return every fault; empty when there is none or there was no full handshake
     */
    public List<CertificateFault> faults() {
        return finding.faults();
    }

    /**
     * Whether this manager ended the handshake.
     *
     * @return false when the handshake ended for another reason, whatever the faults
     */
    public boolean hasRefused() {
        return refuses && !finding.faults().isEmpty();
    }

    /**
     * Why the verification itself ended the handshake, such as by an OutOfMemoryError.
     *
     * @return a reason for which {@link #isOwnFault} is true; null when it did not
     */
    public @Nullable String ownFault() {
        return thrown == null ? null : NOT_VERIFIED + "the verification of this server threw " + thrown;
    }

    /**
     * Whether a failure is one of our own verification. Its reason begins with a code of this library, so that no peer can make one.
     *
     * @param failure of a session
     * @return true when its reason is one of {@link #ownFault}
     */
    public static boolean isOwnFault(Failure failure) {
        return failure.reason().startsWith(NOT_VERIFIED);
    }

    private List<CertificateFault> verified(List<X509Certificate> presented) {
        try {
            return verifier.verify(presented, dnsId);
        } catch (Throwable e) {
            thrown = e;
            throw e;
        }
    }

    /**
     * The cipher suites to offer: those of the verifier's rules where a bad certificate ends the handshake.
     *
     * @param context of the connection
     * @return in order of preference
     */
    public String[] cipherSuites(SSLContext context) {
        return verifier.suites().offered(context, refuses);
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
        List<CertificateFault> faults = verified(presented);
        finding = new Finding(presented, faults);
        if (refuses && !faults.isEmpty()) {
            throw new CertificateException(
                    faults.stream().map(CertificateFault::reason).collect(Collectors.joining("; ")));
        }
    }
}
