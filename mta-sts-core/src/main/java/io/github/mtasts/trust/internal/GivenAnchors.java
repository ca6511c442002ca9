package io.github.mtasts.trust.internal;

import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.PathFinder.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a chain against anchors that hold for it alone, such as those of TLSA records (RFC 7672 section 3.1.2).
 *
 * <p>Comes in: a chain, its anchors, and the names of which it must have one. Goes out: the best path, with every fault. The
 * anchors of the operator do not count. Thread-safe.
 */
public final class GivenAnchors {
    /**
     * The judgement of a chain.
     *
     * @param faults every fault of the best path; empty when the chain is good
     * @param anchor the anchor of that path; null when no path leads to one
     * @param name the name that matched; null when none did
     */
    public record Judgement(
            List<CertificateFault> faults,
            @Nullable X509Certificate anchor,
            @Nullable String name) {}

    private final PathValidator validator;
    private final Clock clock;

    GivenAnchors(CertificateRules rules, Clock clock) {
        this.validator = new PathValidator(rules);
        this.clock = clock;
    }

    /**
     * Verifies path, dates, usage and name. Every check runs even when one has failed. No I/O.
     *
     * @param chain as presented: the peer's own certificate first, the others in any order
     * @param anchors the anchors; the peer's own certificate is none (RFC 7672 section 3.1.2)
     * @param names the reference names
     * @return the judgement
     */
    public Judgement verify(List<X509Certificate> chain, List<X509Certificate> anchors, List<String> names) {
        X509Certificate own = chain.get(0);
        List<X509Certificate> above =
                anchors.stream().filter(anchor -> !anchor.equals(own)).toList();
        Instant now = clock.instant();
        Path best = null;
        List<CertificateFault> ofBest = List.of();
        for (Path path : above.isEmpty() ? List.<Path>of() : new PathFinder(TrustAnchors.of(above)).pathsAbove(chain)) {
            List<CertificateFault> faults = validator.checkWithAnchor(path, now);
            if (best == null || faults.size() < ofBest.size()) {
                best = path;
                ofBest = faults;
            }
        }
        if (best == null) {
            return new Judgement(
                    List.of(PathValidator.untrusted("unknown-issuer", "no path leads to a trust anchor")), null, null);
        }
        List<CertificateFault> faults = new ArrayList<>(ofBest);
        faults.addAll(CertificateVerifier.keyUsageFaults(own));
        String name = matched(own, names);
        if (name == null) {
            faults.add(new CertificateFault(
                    CertificateFault.Kind.HOST_MISMATCH,
                    "host-mismatch: the certificate has none of the names " + names));
        }
        return new Judgement(List.copyOf(faults), best.anchor(), name);
    }

    /** RFC 7672 section 3.2.3: the common name counts only where there is no DNS-ID. */
    private static @Nullable String matched(X509Certificate own, List<String> names) {
        List<String> ids = DnsIds.of(own);
        String commonName = ids.isEmpty() ? DnsIds.commonName(own) : null;
        List<String> presented = commonName == null ? ids : List.of(commonName);
        for (String name : names) {
            if (presented.stream().anyMatch(id -> DnsIds.matches(id, name))) {
                return name;
            }
        }
        return null;
    }
}
