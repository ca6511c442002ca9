package io.github.mtasts.testkit.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that presents one chain without checking it, because a test server or client must be able to present
 * any certificate.
 */
public final class OneKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "key";

    private volatile PrivateKey privateKey;
    private volatile X509Certificate[] chain;

    /**
     * Makes a manager of one key.
     *
     * @param privateKey the key
     * @param chain its chain
     */
    public OneKeyManager(PrivateKey privateKey, List<X509Certificate> chain) {
        this.privateKey = privateKey;
        this.chain = chain.toArray(new X509Certificate[0]);
    }

    /**
     * Presents another chain from now on.
     *
     * @param otherKey its key
     * @param otherChain the chain
     */
    public void present(PrivateKey otherKey, List<X509Certificate> otherChain) {
        privateKey = otherKey;
        chain = otherChain.toArray(new X509Certificate[0]);
    }

    private @Nullable String aliasFor(String keyType) {
        return keyType.equals(privateKey.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliasFor(keyType) == null ? null : new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasForAnyOf(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasForAnyOf(keyTypes);
    }

    private @Nullable String aliasForAnyOf(String[] keyTypes) {
        return List.of(keyTypes).contains(privateKey.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return privateKey;
    }
}
