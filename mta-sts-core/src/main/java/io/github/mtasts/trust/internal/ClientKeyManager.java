package io.github.mtasts.trust.internal;

import java.net.Socket;
import java.security.Principal;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The part that the key managers of a TLS client share: there is no certificate of a server. */
public abstract class ClientKeyManager extends X509ExtendedKeyManager {
    /** For subclasses. */
    protected ClientKeyManager() {}

    @Override
    public final String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public final @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
