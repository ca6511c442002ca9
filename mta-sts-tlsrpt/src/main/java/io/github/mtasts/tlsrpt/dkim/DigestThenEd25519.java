package io.github.mtasts.tlsrpt.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** The ed25519-sha256 algorithm: Ed25519 over the SHA-256 digest of the text (RFC 8463 section 3). */
final class DigestThenEd25519 extends Signature {
    private final MessageDigest sha256;
    private final Signature ed25519;

    DigestThenEd25519() throws GeneralSecurityException {
        super("ed25519-sha256");
        this.sha256 = MessageDigest.getInstance("SHA-256");
        this.ed25519 = Signature.getInstance("Ed25519");
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        ed25519.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        ed25519.initSign(key);
    }

    @Override
    protected void engineUpdate(byte octet) {
        sha256.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        sha256.update(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        ed25519.update(sha256.digest());
        return ed25519.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        ed25519.update(sha256.digest());
        return ed25519.verify(signature);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new UnsupportedOperationException();
    }
}
