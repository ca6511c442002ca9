package io.github.mtasts.trust.internal;

import io.github.mtasts.trust.TlsRules;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Applies {@link TlsRules} to the cipher suites of a session (RFC 9325 section 4.1). Immutable and thread-safe. */
public final class CipherSuites {
    private static final List<String> BROKEN =
            List.of("_NULL", "_anon", "_EXPORT", "_RC4_", "_DES_", "_DES40_", "_3DES_");

    private final TlsRules rules;

    /**
     * Makes the suites of a library.
     *
     * @param rules the rules
     */
    public CipherSuites(TlsRules rules) {
        this.rules = rules;
    }

    /**
     * Whether a session with this suite complies with the rules.
     *
     * @param suite a name as JSSE has it
     * @return true when it does
     */
    public boolean permits(String suite) {
        return rules.cipherSuites().isEmpty()
                ? isRecommended(suite)
                : rules.cipherSuites().contains(suite);
    }

    /**
     * Selects the suites to offer.
     *
     * @param context the context of the session
     * @param strict whether suites outside the rules must not be offered; where TLS is not required they are, unless the suites
     *     were set
     * @return in order of preference
     */
    public String[] offered(SSLContext context, boolean strict) {
        String[] enabled = context.getDefaultSSLParameters().getCipherSuites();
        if (rules.cipherSuites().isEmpty()) {
            return strict
                    ? Arrays.stream(enabled).filter(CipherSuites::isRecommended).toArray(String[]::new)
                    : enabled;
        }
        List<String> supported = List.of(context.getSupportedSSLParameters().getCipherSuites());
        return rules.cipherSuites().stream().filter(supported::contains).toArray(String[]::new);
    }

    /** The suites of TLS 1.3 have no key exchange in their names. */
    private static boolean isRecommended(String suite) {
        boolean forwardSecret = !suite.contains("_WITH_") || suite.startsWith("TLS_ECDHE_");
        return forwardSecret && BROKEN.stream().noneMatch(suite::contains);
    }
}
