package io.github.mtasts;

import io.github.mtasts.name.MxHost;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the client certificate for MX hosts that ask for one, such as a smart host that authenticates its senders by TLS.
 * Implemented by the embedder; called once for each connection, by any thread. A key manager that throws ends the handshake: that
 * is counted in {@link MtaSts#ownFailures} and not reported to the domain (D34).
 */
@FunctionalInterface
public interface ClientCertificates {
    /**
     * Finds the keys for a host.
     *
     * @param host the host that is dialled
     * @return chooses among its certificates when the host asks for one; null to present none
     */
    @Nullable
    X509ExtendedKeyManager forHost(MxHost host);
}
