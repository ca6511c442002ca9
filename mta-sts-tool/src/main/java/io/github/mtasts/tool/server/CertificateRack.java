package io.github.mtasts.tool.server;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the host that the client names. Certificates can be replaced at any time: a handshake that has begun
 * ends with the certificate and the key that it began with. Thread-safe.
 */
public final class CertificateRack extends X509ExtendedKeyManager {
    /** The application protocol of the challenge tls-alpn-01 (RFC 8737 section 3). */
    public static final String VALIDATION = "acme-tls/1";

    private final ConcurrentMap<String, ServedCertificate> byHost = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ServedCertificate> validations = new ConcurrentHashMap<>();
    /** By alias, for handshakes that have chosen: the present ones, and of each host the one before. */
    private final ConcurrentMap<String, ServedCertificate> byAlias = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, String> previousAliases = new ConcurrentHashMap<>();
    private volatile @Nullable ServedCertificate fallback;

    /** Makes an empty rack. */
    public CertificateRack() {}

    /**
     * Puts a certificate in place of the one that the host has.
     *
     * @param host the host name
     * @param certificate what it shows from now on
     */
    public void put(String host, ServedCertificate certificate) {
        byAlias.put(certificate.alias(), certificate);
        ServedCertificate before = byHost.put(key(host), certificate);
        if (before != null && !before.alias().equals(certificate.alias())) {
            String older = previousAliases.put(key(host), before.alias());
            if (older != null
                    && byHost.values().stream().noneMatch(each -> each.alias().equals(older))) {
                byAlias.remove(older);
            }
        }
    }

    /**
     * Shows a certificate to every client, also to one that names no host: for a server of one name.
     *
     * @param certificate the certificate
     */
    public void putForAll(ServedCertificate certificate) {
        put("", certificate);
        fallback = certificate;
    }

    /**
     * Takes a host's certificate away: clients that name the host are refused.
     *
     * @param host the host name
     */
    public void remove(String host) {
        byHost.remove(key(host));
    }

    /**
     * The certificate of a host.
     *
     * @param host the host name
     * @return empty if it has none
     */
    public Optional<ServedCertificate> find(String host) {
        return Optional.ofNullable(byHost.get(key(host)));
    }

    /**
     * Shows a certificate to validation clients, which offer {@link #VALIDATION}, and to nobody else.
     *
     * @param host the host name
     * @param certificate as RFC 8737 section 3 describes it
     */
    public void beginValidation(String host, ServedCertificate certificate) {
        byAlias.put(certificate.alias(), certificate);
        validations.put(key(host), certificate);
    }

    /**
     * Ends {@link #beginValidation}.
     *
     * @param host the host name
     */
    public void endValidation(String host) {
        ServedCertificate ended = validations.remove(key(host));
        if (ended != null) {
            byAlias.remove(ended.alias());
        }
    }

    boolean isKnown(String host) {
        return fallback != null || byHost.containsKey(key(host)) || validations.containsKey(key(host));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine == null || !(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return null;
        }
        boolean isValidation = VALIDATION.equals(engine.getHandshakeApplicationProtocol());
        ServedCertificate chosen = isValidation ? null : fallback;
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (chosen == null && name instanceof SNIHostName host) {
                chosen = (isValidation ? validations : byHost).get(key(host.getAsciiName()));
            }
        }
        return chosen != null && chosen.isOf(keyType) ? chosen.alias() : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        ServedCertificate certificate = alias == null ? null : byAlias.get(alias);
        return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        ServedCertificate certificate = alias == null ? null : byAlias.get(alias);
        return certificate == null ? null : certificate.key();
    }

    /** For sockets; there are only engines here. */
    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    /** The hosts that have a certificate. */
    List<String> hosts() {
        return byHost.keySet().stream().sorted().toList();
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
