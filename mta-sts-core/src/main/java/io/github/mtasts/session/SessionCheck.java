package io.github.mtasts.session;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsContexts;
import io.github.mtasts.trust.internal.TlsLimits;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Sets up and checks the TLS session of one connection to one MX host (RFC 8461 section 4.2).
 *
 * <p>Comes in: the host that is dialled, and whether a bad certificate ends the handshake. Goes out: a {@link SessionResult}. Each
 * connection has a separate TLS context, because a resumed session would skip the trust manager.
 */
public final class SessionCheck {
    private final CertificateVerifier verifier;
    private final MxHost host;
    private final RecordingTrustManager trustManager;
    private final RecordingKeyManager keyManager;
    private final SSLContext context;

    /**
     * Makes a check for one connection.
     *
     * @param verifier verifies certificates
     * @param host the MX host that is dialled: the only name the certificate is matched against (D13)
     * @param refuse whether a bad certificate ends the handshake; otherwise it is only recorded
     */
    public SessionCheck(CertificateVerifier verifier, MxHost host, boolean refuse) {
        this(verifier, host, refuse, null);
    }

    /**
     * Makes a check for one connection, with a client certificate.
     *
     * @param verifier verifies certificates
     * @param host the MX host that is dialled
     * @param refuse whether a bad certificate ends the handshake
     * @param clientKeys answers a host that asks for a certificate; null when there is none
     */
    public SessionCheck(
            CertificateVerifier verifier, MxHost host, boolean refuse, @Nullable X509ExtendedKeyManager clientKeys) {
        this.verifier = verifier;
        this.host = host;
        this.trustManager = refuse
                ? RecordingTrustManager.refusing(verifier, host.name())
                : RecordingTrustManager.observing(verifier, host.name());
        this.keyManager = new RecordingKeyManager(clientKeys);
        this.context = TlsContexts.contextForOneConnection(trustManager, keyManager);
    }

    /** Whether the host asked for a client certificate and got none. */
    public boolean isClientCertificateMissing() {
        return keyManager.isCertificateMissing();
    }

    public X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    /** A factory of sockets with the TLS settings of this check, whatever host name a caller passes. */
    public SSLSocketFactory socketFactory() {
        return new CheckedSocketFactory(context.getSocketFactory(), host, parameters());
    }

    public SSLEngine engine(int port) {
        SSLEngine engine = TlsContexts.engine(context, host.name(), port);
        engine.setSSLParameters(parameters());
        return engine;
    }

    /** Checks a completed handshake. May ask the network for revocation. */
    public SessionResult completed(SSLSession session) {
        List<X509Certificate> chain = chainOf(session);
        List<CertificateFault> faults = new ArrayList<>(judged(chain));
        if (verifier.checksRevocation()) {
            faults.addAll(verifier.checkRevocation(chain, stapled(session)));
        }
        List<Failure> failures = new ArrayList<>(failures(faults));
        if (!verifier.suites().permits(session.getCipherSuite())) {
            failures.add(new Failure(ResultType.VALIDATION_FAILURE, "weak-cipher-suite: " + session.getCipherSuite()));
        }
        return new SessionResult(session.getProtocol(), session.getCipherSuite(), failures);
    }

    /** The faults of the chain: the handshake has judged it, except on a resumed session. */
    private List<CertificateFault> judged(List<X509Certificate> chain) {
        return !chain.isEmpty() && chain.equals(trustManager.chain())
                ? trustManager.faults()
                : verifier.verify(chain, host.name());
    }

    /** Makes the result of a handshake that was not completed. */
    public SessionResult failed(Throwable error) {
        List<Failure> failures = failures(trustManager.faults());
        if (failures.isEmpty()) {
            String limit = TlsLimits.reason(error);
            String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
            String code = isClientCertificateMissing() ? "client-certificate-required: " : "tls-handshake-failed: ";
            failures = List.of(new Failure(ResultType.VALIDATION_FAILURE, limit != null ? limit : code + message));
        }
        return new SessionResult(null, null, failures);
    }

    private SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(TlsContexts.protocols());
        parameters.setCipherSuites(trustManager.cipherSuites(context));
        List<SNIServerName> names = host.isValidSni() ? List.of(new SNIHostName(host.name())) : List.of();
        parameters.setServerNames(names);
        return parameters;
    }

    private static List<X509Certificate> chainOf(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // an anonymous cipher suite: the verifier refuses an empty chain
        }
    }

    private static List<byte[]> stapled(SSLSession session) {
        return session instanceof ExtendedSSLSession extended ? extended.getStatusResponses() : List.of();
    }

    private static List<Failure> failures(List<CertificateFault> faults) {
        return faults.stream()
                .map(fault -> new Failure(resultType(fault.kind()), fault.reason()))
                .toList();
    }

    /** RFC 8460 section 4.3.1. */
    private static ResultType resultType(CertificateFault.Kind kind) {
        return switch (kind) {
            case EXPIRED -> ResultType.CERTIFICATE_EXPIRED;
            case HOST_MISMATCH -> ResultType.CERTIFICATE_HOST_MISMATCH;
            case NOT_YET_VALID, NOT_TRUSTED, REVOKED, REVOCATION_UNKNOWN, NOT_ASKED ->
                ResultType.CERTIFICATE_NOT_TRUSTED;
        };
    }
}
