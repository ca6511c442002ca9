package io.github.mtasts.tool.server;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says whether senders can accept a certificate for a host (RFC 8461 section 3.3): its dates and its DNS-IDs. That its chain holds
 * together, {@link ServedCertificate} has made sure; which authorities senders trust is not known here. Immutable.
 */
public final class CertificateJudge {
    /** The clocks of authorities and of this machine differ. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** RFC 5280 section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private final Clock clock;

    /**
     * Makes a judge.
     *
     * @param clock by which certificates expire
     */
    public CertificateJudge(Clock clock) {
        this.clock = clock;
    }

    /**
     * Judges a certificate.
     *
     * @param certificate the certificate
     * @param host the host that will show it
     * @return why senders will refuse it; empty if they need not
     */
    public Optional<String> fault(ServedCertificate certificate, String host) {
        Instant now = clock.instant();
        if (now.isAfter(certificate.end())) {
            return Optional.of("it expired on " + certificate.end());
        }
        if (now.plus(SKEW).isBefore(certificate.begin())) {
            return Optional.of("it is not valid before " + certificate.begin());
        }
        return names(certificate.chain().get(0)).stream().anyMatch(name -> covers(name, host))
                ? Optional.empty()
                : Optional.of("it is not for " + host);
    }

    /**
     * Judges what a host shows.
     *
     * @param shown the certificate; empty if it shows none
     * @param host the host
     * @return whether there is one that senders need not refuse
     */
    public boolean accepts(Optional<ServedCertificate> shown, String host) {
        return shown.isPresent() && fault(shown.get(), host).isEmpty();
    }

    /** RFC 8461 section 3.3: a wildcard stands for the left-most label, alone and as a whole. */
    private static boolean covers(String name, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return name.equals(wanted)
                || (name.startsWith("*.")
                        && wanted.substring(wanted.indexOf('.') + 1).equals(name.substring(2)));
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(each -> each.get(0).equals(DNS_NAME))
                            .map(each -> String.valueOf(each.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // damaged names are no names
        }
    }
}
