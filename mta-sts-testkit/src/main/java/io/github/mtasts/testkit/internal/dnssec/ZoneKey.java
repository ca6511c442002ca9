package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/** The key of a signed zone: one key that signs the DNSKEY set and all other sets. */
final class ZoneKey {
    private static final int ZONE_AND_SECURE_ENTRY = DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY;

    private final DNSKEYRecord record;
    private final PrivateKey secret;

    private ZoneKey(DNSKEYRecord record, PrivateKey secret) {
        this.record = record;
        this.secret = secret;
    }

    static ZoneKey generate(Name apex, SigningAlgorithm algorithm, long ttl) {
        try {
            KeyPair pair = keyPair(algorithm);
            DNSKEYRecord made = new DNSKEYRecord(
                    apex,
                    DClass.IN,
                    ttl,
                    ZONE_AND_SECURE_ENTRY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    algorithm.number(),
                    pair.getPublic());
            return new ZoneKey(made, pair.getPrivate());
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot make a key of " + algorithm, e);
        }
    }

    private static KeyPair keyPair(SigningAlgorithm algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator;
        switch (algorithm) {
            case RSASHA256 -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
            }
            case ECDSAP256SHA256 -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            case ECDSAP384SHA384 -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp384r1"));
            }
            case ED25519 -> generator = KeyPairGenerator.getInstance("Ed25519");
            default -> throw new IllegalArgumentException("no generator for " + algorithm);
        }
        return generator.generateKeyPair();
    }

    DNSKEYRecord record() {
        return record;
    }

    DSRecord ds(long ttl) {
        return new DSRecord(record.getName(), DClass.IN, ttl, DNSSEC.Digest.SHA256, record);
    }

    RRSIGRecord sign(RRset set, Instant from, Instant until) {
        try {
            return DNSSEC.sign(set, record, secret, from, until);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot sign " + set, e);
        }
    }
}
