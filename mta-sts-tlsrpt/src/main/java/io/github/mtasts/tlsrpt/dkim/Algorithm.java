package io.github.mtasts.tlsrpt.dkim;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** The permitted signature algorithms (RFC 8301 section 3, RFC 8463 section 3). */
enum Algorithm {
    RSA("rsa-sha256", "rsa"),
    ED25519("ed25519-sha256", "ed25519");

    private static final int RAW_ED25519_OCTETS = 32;
    private static final int MIN_RSA_BITS = 1_024;

    private final String tag;
    private final String keyType;

    Algorithm(String tag, String keyType) {
        this.tag = tag;
        this.keyType = keyType;
    }

    /** Returns the a= tag of a signature. */
    String tag() {
        return tag;
    }

    /** Returns the k= tag of a key record. */
    String keyType() {
        return keyType;
    }

    static @Nullable Algorithm ofTag(CharSequence tag) {
        for (Algorithm each : values()) {
            if (each.tag.contentEquals(tag)) {
                return each;
            }
        }
        return null;
    }

    static @Nullable Algorithm ofKey(Key key) {
        if (key instanceof RSAKey) {
            return RSA;
        }
        return key instanceof EdECKey ed
                        && NamedParameterSpec.ED25519
                                .getName()
                                .equals(ed.getParams().getName())
                ? ED25519
                : null;
    }

    /** Creates the signature object. */
    Signature signature() throws GeneralSecurityException {
        return this == RSA ? Signature.getInstance("SHA256withRSA") : new DigestThenEd25519();
    }

    /** Returns the p= tag of a key record: SubjectPublicKeyInfo for RSA, the raw key for Ed25519. */
    byte[] published(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (this == RSA) {
            return encoded;
        }
        byte[] raw = new byte[RAW_ED25519_OCTETS]; // the last octets of the SubjectPublicKeyInfo
        System.arraycopy(encoded, encoded.length - raw.length, raw, 0, raw.length);
        return raw;
    }

    PublicKey read(byte[] published) throws GeneralSecurityException {
        if (this == RSA) {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(published));
            if (((RSAKey) key).getModulus().bitLength() < MIN_RSA_BITS) {
                throw new InvalidKeyException("the RSA key has fewer than " + MIN_RSA_BITS + " bits"); // RFC 8301
            }
            return key;
        }
        if (published.length != RAW_ED25519_OCTETS) {
            throw new InvalidKeyException("an Ed25519 key has " + RAW_ED25519_OCTETS + " octets");
        }
        byte[] y = new byte[published.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = published[published.length - 1 - i]; // little-endian in RFC 8032
        }
        boolean isOdd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(isOdd, new BigInteger(1, y));
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
        return (EdECPublicKey) key;
    }
}
