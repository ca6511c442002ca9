package io.github.mtasts.tool.check;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A certificate for people: names, issuer and dates. Pure. */
final class CertificateWords {
    private static final int MAX_NAMES = 8;
    private static final Integer DNS_NAME = 2;

    private CertificateWords() {}

    static List<Section.Row> rows(X509Certificate certificate) {
        return List.of(
                new Section.Row("names", names(certificate)),
                new Section.Row("issuer", certificate.getIssuerX500Principal().getName()),
                new Section.Row(
                        "valid",
                        certificate.getNotBefore().toInstant() + " to "
                                + certificate.getNotAfter().toInstant()));
    }

    /** The DNS names, or that there is none: only they count (RFC 8461 section 4.2). */
    static List<String> dnsNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (DNS_NAME.equals(name.get(0))) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read prove nothing
        }
        return names;
    }

    private static String names(X509Certificate certificate) {
        List<String> names = dnsNames(certificate);
        if (names.isEmpty()) {
            return "no DNS name";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)));
        return names.size() > MAX_NAMES ? shown + " and " + (names.size() - MAX_NAMES) + " more" : shown;
    }
}
