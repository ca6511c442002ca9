package io.github.mtasts.tlsrpt.dkim;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes and checks DKIM key records for report signing. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class DkimKeyRecord {
    private DkimKeyRecord() {}

    /**
     * Returns the TXT record of a key. It has no service type, and so it is for all of them, reports and mail (RFC 6376 section
     * 3.6.1): both report readers and the ordinary DKIM verification on the way accept the signature.
     *
     * @param key RSA or Ed25519
     * @return such as {@code v=DKIM1; k=rsa; p=MIIB...}, to be published at {@code <selector>._domainkey.<domain>}
     * @throws IllegalArgumentException if the key has another type
     */
    public static String write(PublicKey key) {
        return write(key, "");
    }

    /**
     * Returns the TXT record of a key that signs reports only, with the service type that RFC 8460 section 3 recommends. Ordinary
     * DKIM verifiers, such as OpenDKIM and dkimpy, are for mail, and must ignore a key whose service types do not include {@code
     * email} (RFC 6376 section 3.6.1). They refuse the signature, and a mail server that acts on it may refuse the report before
     * any report reader sees it. {@link #write} avoids that.
     *
     * @param key RSA or Ed25519
     * @return such as {@code v=DKIM1; k=rsa; s=tlsrpt; p=MIIB...}, to be published at
     *     {@code <selector>._domainkey.<domain>}
     * @throws IllegalArgumentException if the key has another type
     */
    public static String writeForReportsOnly(PublicKey key) {
        return write(key, "s=tlsrpt; ");
    }

    private static String write(PublicKey key, String service) {
        Algorithm algorithm = algorithm(key);
        return "v=DKIM1; k=" + algorithm.keyType() + "; " + service + "p="
                + Base64.getEncoder().encodeToString(algorithm.published(key));
    }

    /**
     * Checks a published record.
     *
     * @param record the TXT record
     * @param key the public key of the signer
     * @return a sentence for each fault that can make receivers reject reports signed with the key
     * @throws IllegalArgumentException if the key is neither RSA nor Ed25519
     */
    public static List<String> warnings(String record, PublicKey key) {
        Algorithm algorithm = algorithm(key);
        List<String> warnings = new ArrayList<>(warnings(record, algorithm));
        KeyTags tags = KeyTags.parse(record);
        if (warnings.isEmpty()
                && tags != null
                && !tags.key().equals(Base64.getEncoder().encodeToString(algorithm.published(key)))) {
            warnings.add("the key record does not match the signing key");
        }
        return warnings;
    }

    /** Checks a record without the public key. */
    static List<String> warnings(String record, Algorithm algorithm) {
        KeyTags tags = KeyTags.parse(record);
        if (tags == null) {
            return List.of("the key record is malformed; expected one such as \"v=DKIM1; k=" + algorithm.keyType()
                    + "; p=...\"");
        }
        List<String> warnings = new ArrayList<>();
        if (!tags.isForReports()) {
            warnings.add(
                    "the key record has the service type s=" + tags.values().get("s")
                            + " without * or tlsrpt: receivers may ignore reports (RFC 8460 section 3)");
        }
        if (tags.isForReports() && !tags.isForMail()) {
            warnings.add(
                    "the key record has the service type s=" + tags.values().get("s")
                            + " without * or email: ordinary DKIM verification refuses the signature, and reports may be rejected"
                            + " as mail; leave out s= (RFC 6376 section 3.6.1)");
        }
        if (tags.key().isEmpty()) {
            warnings.add("the key record has an empty p=: the key is revoked");
        } else if (!tags.keyType().equals(algorithm.keyType())) {
            warnings.add("the key record does not match the signing key");
        }
        return warnings;
    }

    private static Algorithm algorithm(PublicKey key) {
        Algorithm algorithm = Algorithm.ofKey(key);
        if (algorithm == null) {
            throw new IllegalArgumentException(
                    "The DKIM key is of type " + key.getAlgorithm() + ": it must be RSA or Ed25519");
        }
        return algorithm;
    }
}
