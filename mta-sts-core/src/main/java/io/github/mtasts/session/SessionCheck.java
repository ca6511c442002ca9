package io.github.mtasts.session;

import io.github.mtasts.dane.DaneProof;
import io.github.mtasts.dane.DaneVerifier;
import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.DaneResult;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsContexts;
import io.github.mtasts.trust.internal.TlsLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Sets up and checks the TLS session of one connection to one MX host (RFC 8461 section 4.2, RFC 7672 section 3).
 *
 * <p>Comes in: the host that is dialled, what the DNS says about it, and whether a certificate that the operator's anchors do not
 * prove ends the handshake. Goes out: a {@link SessionResult}, in which the verdict of the TLSA records stands apart.
 * Sessions are resumed, and JSSE then calls no trust manager: the chain of every session is judged after the handshake. A host may
 * have changed its certificate since; so nothing is concluded from a bad chain of a resumed session, but the connection is
 * {@link #mustRepeat repeated} with a full handshake. For one thread at a time.
 */
public final class SessionCheck implements AutoCloseable {
    private final CertificateVerifier verifier;
    private final SharedContext shared;
    private final MxHost host;
    private final HostDane dane;
    private final RecordingTrustManager trustManager;
    private final RecordingKeyManager keyManager;
    /** What the TLSA records say about the last chain. */
    private @Nullable DaneProof daneProof;

    private @Nullable String peer;
    private int slot;
    /** Whether the trust manager is used in a context that is not the library's. */
    private boolean lent;
    /** The name that JSSE has for the peer of the last connection. */
    private String name = "";

    private boolean repeats;
    private boolean mustRepeat;
    /** The sessions whose chains were refused: they must not be offered again. */
    private final List<SSLSession> refused = Collections.synchronizedList(new ArrayList<>(0));

    SessionCheck(
            CertificateVerifier verifier,
            SharedContext shared,
            MxHost host,
            boolean refuse,
            RecordingKeyManager keyManager,
            HostDane dane) {
        this.verifier = verifier;
        this.shared = shared;
        this.host = host;
        this.dane = dane;
        this.trustManager = refuse
                ? RecordingTrustManager.refusing(verifier, host.name())
                : RecordingTrustManager.observing(verifier, host.name());
        this.keyManager = keyManager;
    }

    /**
     * Why the client certificate of this server ended a handshake, or the connection before the first reply.
     *
     * @param error by which it ended; null at the end of the stream
     * @return a reason that is our own fault; null when it did not
     */
    public @Nullable String clientCertificateFault(@Nullable Throwable error) {
        return keyManager.ownFault(error);
    }

    /**
     * Why the verification of this server ended a handshake by throwing.
     *
     * @return a reason that is our own fault; null when it did not
     */
    public @Nullable String verificationFault() {
        return trustManager.ownFault();
    }

    /** Whether the host asked for a client certificate and got none. */
    public boolean isClientCertificateMissing() {
        return keyManager.isCertificateMissing();
    }

    /** The trust manager of this connection, for a context of the server's own. */
    public X509ExtendedTrustManager trustManager() {
        lent = true;
        return trustManager;
    }

    /** A factory of sockets with the TLS settings of this check, whatever host name a caller passes. */
    public SSLSocketFactory socketFactory() {
        return new CheckedSocketFactory(shared.context().getSocketFactory(), this);
    }

    /**
     * Makes an engine with the TLS settings of this check.
     *
     * @param address of the host, null when it has none
     * @param port of the host
     */
    public SSLEngine engine(@Nullable InetAddress address, int port) {
        SSLEngine engine = shared.context().createSSLEngine(name(address), port);
        shared.register(engine, trustManager, keyManager);
        SSLEngine filtered = TlsContexts.filtered(engine);
        filtered.setSSLParameters(parameters(shared.cipherSuites()));
        return filtered;
    }

    SSLSocket layer(SSLSocketFactory factory, Socket socket, int port, boolean autoClose) throws IOException {
        SSLSocket tls = TlsContexts.layer(factory, socket, name(socket.getInetAddress()), port, autoClose);
        shared.register(tls, trustManager, keyManager);
        tls.setSSLParameters(parameters(shared.cipherSuites()));
        return tls;
    }

    /** A socket that the caller connects: JSSE would keep its session under the address alone. */
    SSLSocket unconnected() throws IOException {
        SSLContext alone = TlsContexts.context(trustManager, keyManager);
        SSLSocket tls = (SSLSocket) alone.getSocketFactory().createSocket();
        tls.setSSLParameters(parameters(trustManager.cipherSuites(alone)));
        return tls;
    }

    /**
     * The name under which JSSE keeps the session. It has characters that no host name has, and is sent to nobody. JSSE does not
     * try to make a server name of it when it begins with a dot: the attempt would end in an exception for each connection.
     */
    private String name(@Nullable InetAddress address) {
        String key = "." + host.name() + "/" + (address == null ? "" : address.getHostAddress()) + baseInName();
        if (repeats) {
            name = shared.newName(key);
            return name;
        }
        if (!key.equals(peer)) {
            close();
            peer = key;
            slot = shared.slots().take(key);
        }
        name = key + "/" + slot;
        return name;
    }

    /** A host may have another certificate for another server name: its sessions are kept apart. */
    private String baseInName() {
        String base = dane.tlsaBase();
        return base == null || base.equals(host.name()) ? "" : "/" + base;
    }

    /** Whether the session was resumed: no trust manager saw its chain. A context of the server's own may resume, too. */
    public boolean isResumed(SSLSession session) {
        return trustManager.chain().isEmpty() && (lent || name.equals(session.getPeerHost()));
    }

    /**
     * Checks a completed handshake. May ask the network for revocation.
     *
     * @param session of the socket or engine
     * @return the result; meaningless when {@link #mustRepeat}
     */
    public SessionResult completed(SSLSession session) {
        List<X509Certificate> chain = chainOf(session);
        boolean isResumed = isResumed(session);
        List<CertificateFault> faults = new ArrayList<>(judged(chain));
        if (verifier.checksRevocation()) {
            faults.addAll(verifier.checkRevocation(chain, stapled(session)));
        }
        List<Failure> failures = new ArrayList<>(failures(faults));
        if (!verifier.suites().permits(session.getCipherSuite())) {
            failures.add(new Failure(
                    ResultType.VALIDATION_FAILURE, StsEvaluation.WEAK_SUITE + ": " + session.getCipherSuite()));
        }
        DaneResult ofDane = judgedByDane(chain);
        boolean isRefused =
                !failures.stream().allMatch(StsEvaluation::isOwnFault) || (ofDane != null && !ofDane.authenticated());
        mustRepeat = isResumed && isRefused && !repeats;
        repeats = repeats || mustRepeat;
        if (isRefused) {
            refused.add(session);
        }
        if (mustRepeat && lent) {
            // A context of the server's own would offer it again. In the library's it must live until close: JSSE drops
            // the tickets that come after the handshake only together with a session that is still valid.
            session.invalidate();
        }
        return new SessionResult(
                session.getProtocol(),
                session.getCipherSuite(),
                failures,
                isResumed,
                chain.isEmpty() ? null : chain.get(0),
                ofDane);
    }

    /** The verdict of the TLSA records, beside that of the operator's anchors; null where none apply. */
    private @Nullable DaneResult judgedByDane(List<X509Certificate> chain) {
        if (!(dane instanceof HostDane.Records records)) {
            return null;
        }
        DaneVerifier.Verdict verdict = new DaneVerifier(verifier.givenAnchors()).verify(chain, records);
        daneProof = verdict.proof();
        return new DaneResult(records.base(), records.secureMx(), verdict.failures());
    }

    /**
     * What authenticated the host by its TLSA records in the last completed handshake.
     *
     * @return null where nothing did
     */
    public @Nullable DaneProof daneProof() {
        return daneProof;
    }

    /**
     * Whether the last handshake resumed a session whose chain does not prove the host any more. The host may have a new
     * certificate: connect again and repeat the handshake, which is a full one then, before anything is concluded.
     *
     * @return true at most once
     */
    public boolean mustRepeat() {
        return mustRepeat;
    }

    /**
     * Ends the use of this check, after the first reply over TLS: in TLS 1.3 the host's tickets come before it, and those of a
     * refused chain are dropped here.
     */
    @Override
    public void close() {
        synchronized (refused) {
            refused.forEach(SSLSession::invalidate);
            refused.clear();
        }
        if (peer != null) {
            shared.slots().release(peer, slot);
            peer = null;
        }
    }

    /** The faults of the chain: the handshake has judged it, except on a resumed session. */
    private List<CertificateFault> judged(List<X509Certificate> chain) {
        return !chain.isEmpty() && chain.equals(trustManager.chain())
                ? trustManager.faults()
                : verifier.verify(chain, host.name());
    }

    /**
     * Makes the result of a handshake that was not completed. It has the faults of the certificate, and the reason for which the
     * handshake ended where that is another one.
     */
    public SessionResult failed(Throwable error) {
        mustRepeat = false;
        List<Failure> failures = new ArrayList<>(failures(trustManager.faults()));
        if (!trustManager.hasRefused()) {
            failures.add(new Failure(ResultType.VALIDATION_FAILURE, reason(error)));
        }
        List<X509Certificate> chain = trustManager.chain();
        DaneResult ofDane = chain.isEmpty() ? null : judgedByDane(chain);
        return new SessionResult(null, null, failures, false, null, ofDane);
    }

    private String reason(Throwable error) {
        String notVerified = verificationFault();
        String ownFault = notVerified != null ? notVerified : clientCertificateFault(error);
        if (ownFault != null) {
            return ownFault;
        }
        String limit = TlsLimits.reason(error);
        if (limit != null) {
            return limit;
        }
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return (isClientCertificateMissing() ? "client-certificate-required: " : "tls-handshake-failed: ") + message;
    }

    private SSLParameters parameters(String[] cipherSuites) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(TlsContexts.protocols());
        parameters.setCipherSuites(cipherSuites);
        MxHost named = serverName();
        List<SNIServerName> names = named.isValidSni() ? List.of(new SNIHostName(named.name())) : List.of();
        parameters.setServerNames(names);
        return parameters;
    }

    /** RFC 7672 section 8.1, D16: the TLSA base domain where signed records apply, usable or not. */
    private MxHost serverName() {
        String base = dane.tlsaBase();
        return base == null ? host : MxHost.fromRecord(base).orElse(host);
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
        return faults.stream().map(CertificateFault::ofMxHost).toList();
    }
}
