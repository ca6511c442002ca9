package io.github.mtasts.session;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS sessions of one library with MX hosts. Sessions are resumed for up to one hour, per host and address, and those with
 * hosts whose certificate need not be valid are never offered where it must be. Thread-safe.
 */
public final class TlsSessions {
    private static final HostDane NO_DANE = new HostDane.None("not asked");

    private final CertificateVerifier verifier;
    private final SharedContext enforcing;
    private final SharedContext observing;

    /**
     * Makes the sessions of a library.
     *
     * @param verifier verifies certificates; its anchors and rules hold for every session
     */
    public TlsSessions(CertificateVerifier verifier) {
        this.verifier = verifier;
        this.enforcing = new SharedContext(verifier.suites(), true);
        this.observing = new SharedContext(verifier.suites(), false);
    }

    /**
     * Makes the check of one connection.
     *
     * @param host the MX host that is dialled: the only name the certificate is matched against (D13)
     * @param refuse whether a bad certificate ends the handshake; otherwise it is only recorded
     * @return to be closed when the opening of the connection is over
     */
    public SessionCheck check(MxHost host, boolean refuse) {
        return check(host, refuse, null, NO_DANE);
    }

    /**
     * Makes the check of one connection, with a client certificate. Such a connection resumes no session.
     *
     * @param host the MX host that is dialled
     * @param refuse whether a bad certificate ends the handshake
     * @param clientKeys answers a host that asks for a certificate; null when there is none
     * @param dane what the DNS says about the host
     * @return to be closed when the opening of the connection is over
     */
    public SessionCheck check(MxHost host, boolean refuse, @Nullable X509ExtendedKeyManager clientKeys, HostDane dane) {
        SharedContext shared = refuse ? enforcing : observing;
        RecordingKeyManager keys = new RecordingKeyManager(clientKeys, verifier.clock());
        SharedContext context = clientKeys == null ? shared : shared.withKeys(verifier.suites(), refuse, keys);
        return new SessionCheck(verifier, context, host, refuse, keys, dane);
    }

    /**
     * Whether {@link SessionCheck#completed} may ask the network.
     *
     * @return false when revocation is off
     */
    public boolean checksRevocation() {
        return verifier.checksRevocation();
    }
}
