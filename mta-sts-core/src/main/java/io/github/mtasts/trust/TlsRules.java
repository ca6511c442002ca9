package io.github.mtasts.trust;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * The strength required of TLS and of certificates, by RFC 9325 (BCP 195). Immutable and thread-safe.
 *
 * <p>The rules, of which the suites and the size of RSA keys can be changed:
 *
 * <ul>
 *   <li>TLS 1.2 and 1.3 (section 3.1.1). This is the floor; nothing changes it.
 *   <li>Cipher suites with forward secrecy: those of TLS 1.3, and {@code TLS_ECDHE_*} in TLS 1.2. Not offered where validated TLS is
 *       required: RSA key transport and {@code TLS_DHE_*} (section 4.1). Where it is not required they are offered, because the
 *       alternative is no TLS, and reported as a violation of a testing policy. {@link Builder#cipherSuites} changes this list.
 *   <li>RSA keys of at least 2,048 bits in every certificate of the path, the anchor included (section 4.5). {@link Builder#minRsaBits}
 *       changes the size. It holds for DSA keys as well.
 *   <li>Elliptic curves of at least 224 bits (section 4.5), as in the Java platform. Ed25519 and Ed448 pass.
 *   <li>Signatures of certificates with neither SHA-1 nor MD5 (section 4.5), also within RSASSA-PSS. The signature of an anchor is
 *       not checked.
 * </ul>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9325">RFC 9325</a>
 */
public final class TlsRules {
    private static final int RSA_BITS = 2_048;
    private static final int SMALLEST_RSA_BITS = 1_024;
    private static final int LARGEST_RSA_BITS = 16_384;
    /** RFC 9325 section 4.1, MUST NOT. */
    private static final List<String> FORBIDDEN = List.of("_NULL", "_anon", "_EXPORT", "_RC4_", "_DES_", "_DES40_");

    private static final TlsRules RFC_9325 = new TlsRules(RSA_BITS, List.of());

    private final int minRsaBits;
    private final List<String> cipherSuites;

    private TlsRules(int minRsaBits, List<String> cipherSuites) {
        this.minRsaBits = minRsaBits;
        this.cipherSuites = cipherSuites;
    }

    /**
     * The rules of RFC 9325.
     *
     * @return the default
     */
    public static TlsRules rfc9325() {
        return RFC_9325;
    }

    /**
     * Starts other rules.
     *
     * @return a builder with the rules of RFC 9325
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The smallest size of RSA keys.
     *
     * @return in bits
     */
    public int minRsaBits() {
        return minRsaBits;
    }

    /**
     * The cipher suites that were set.
     *
     * @return empty with the default ones
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    @Override
    public String toString() {
        return "RSA keys of at least " + minRsaBits + " bits, cipher suites "
                + (cipherSuites.isEmpty() ? "of RFC 9325" : cipherSuites);
    }

    /** The settings of rules. Not thread-safe. */
    public static final class Builder {
        private int minRsaBits = RSA_BITS;
        private List<String> cipherSuites = List.of();

        private Builder() {}

        /**
         * Sets the smallest size of RSA keys.
         *
         * @param bits from 1,024 to 16,384; 2,048 unless set, which RFC 9325 requires at least
         * @return this builder
         * @throws IllegalArgumentException when the size is out of range
         */
        public Builder minRsaBits(int bits) {
            if (bits < SMALLEST_RSA_BITS || bits > LARGEST_RSA_BITS) {
                throw new IllegalArgumentException(
                        "TlsRules.minRsaBits is " + bits + ": expected from 1024 to 16384, such as 2048");
            }
            this.minRsaBits = bits;
            return this;
        }

        /**
         * Sets the cipher suites. They are the only ones offered, in every session.
         *
         * @param suites names as JSSE has them, such as {@code TLS_AES_128_GCM_SHA256}, the preferred one first; those that the
         *     Java runtime does not support or has disabled are not offered
         * @return this builder
         * @throws IllegalArgumentException when there is none, or one has no encryption, no authentication or a broken cipher
         */
        public Builder cipherSuites(List<String> suites) {
            if (suites.isEmpty()) {
                throw new IllegalArgumentException("TlsRules.cipherSuites is empty: pass at least one suite");
            }
            for (String suite : suites) {
                if (FORBIDDEN.stream().anyMatch(suite::contains)) {
                    throw new IllegalArgumentException(
                            "TlsRules.cipherSuites has " + suite + ": RFC 9325 section 4.1 forbids it in every case");
                }
            }
            this.cipherSuites = List.copyOf(new LinkedHashSet<>(suites));
            return this;
        }

        /**
         * Makes the rules.
         *
         * @return rules with these settings
         */
        public TlsRules build() {
            return new TlsRules(minRsaBits, cipherSuites);
        }
    }
}
