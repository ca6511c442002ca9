package io.github.mtasts.trust.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the DNS-IDs of a certificate and matches them against a host (RFC 8461 section 4.1, RFC 6125 section 6.4).
 *
 * <p>Reads only dNSName entries of the subjectAltName: no URI, no address. It reads the extension itself, because
 * {@link X509Certificate#getSubjectAlternativeNames()} rejects the whole list for one unusual entry.
 */
final class DnsIds {
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int DNS_NAME = 0x82;
    private static final int SET = 0x31;
    /** The object identifier 2.5.4.3. */
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    /** UTF8String, PrintableString, TeletexString and IA5String: alike for ASCII. */
    private static final Set<Integer> ONE_OCTET_STRINGS = Set.of(0x0c, 0x13, 0x14, 0x16);

    private DnsIds() {}

    /** The dNSName entries, unchanged; none when the extension is missing or malformed. */
    static List<String> of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_ALT_NAME);
        if (extension == null) {
            return List.of();
        }
        try {
            Der names = new Der(extension).enter(OCTET_STRING).enter(SEQUENCE);
            List<String> found = new ArrayList<>();
            while (names.hasNext()) {
                Der.Element name = names.next();
                if (name.tag() == DNS_NAME) {
                    found.add(new String(name.value(), StandardCharsets.ISO_8859_1));
                }
            }
            return found;
        } catch (Der.MalformedException e) {
            return List.of(); // a malformed list names no host
        }
    }

    /**
     * The common name of the subject, the most specific one, which DANE alone reads, and only where there is no DNS-ID (RFC 7672
     * section 3.2.3).
     *
     * @return null when there is none, or it is not ASCII
     */
    static @Nullable String commonName(X509Certificate certificate) {
        String last = null;
        try {
            Der names = new Der(certificate.getSubjectX500Principal().getEncoded()).enter(SEQUENCE);
            while (names.hasNext()) {
                Der parts = names.enter(SET);
                while (parts.hasNext()) {
                    Der part = parts.enter(SEQUENCE);
                    Der.Element type = part.next();
                    Der.Element value = part.next();
                    if (Arrays.equals(type.value(), COMMON_NAME) && ONE_OCTET_STRINGS.contains(value.tag())) {
                        last = new String(value.value(), StandardCharsets.ISO_8859_1);
                    }
                }
            }
            return last;
        } catch (Der.MalformedException e) {
            return null;
        }
    }

    /**
     * Whether a DNS-ID matches a host. ASCII letters are compared without case, other octets unchanged.
     *
     * @param id as in the certificate; {@code *} counts only as the complete left-most label, stands for exactly one
     *     label, and needs at least two labels after it
     * @param host without a trailing dot
     */
    static boolean matches(String id, String host) {
        if (id.startsWith("*.")) {
            int dot = host.indexOf('.');
            String parent = id.substring(2);
            return dot > 0 && hasTwoLabels(parent) && sameName(parent, host.substring(dot + 1));
        }
        return !id.isEmpty() && id.indexOf('*') < 0 && sameName(id, host);
    }

    private static boolean hasTwoLabels(String parent) {
        int dot = parent.indexOf('.');
        return dot > 0 && dot < parent.length() - 1 && parent.indexOf('*') < 0;
    }

    private static boolean sameName(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (lowerCase(one.charAt(i)) != lowerCase(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lowerCase(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
