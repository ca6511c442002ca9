package io.github.mtasts.trust.internal;

import io.github.mtasts.trust.TrustAnchors;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Builds paths from the certificates that a peer presented to a trust anchor.
 *
 * <p>Comes in: a chain. Goes out: every path whose names and signatures match, shortest first, up to a bound, because a peer
 * may present certificates that combine in very many ways. Fetches no missing intermediate. {@link PathValidator} checks
 * dates, constraints and usage.
 */
final class PathFinder {
    /** A path: from the peer's own certificate up to, and without, the anchor. Empty when the peer presents an anchor. */
    record Path(List<X509Certificate> certificates, X509Certificate anchor) {}

    private static final int MAX_PATHS = 8;
    /** Between the peer's own certificate and the anchor; {@link PlatformPath} has the same limit. */
    static final int MAX_INTERMEDIATES = 8;

    private static final int MAX_SIGNATURES = 64;

    private final Map<X500Principal, List<X509Certificate>> anchors = new HashMap<>();
    private final Set<X509Certificate> certificates;

    PathFinder(TrustAnchors anchors) {
        this.certificates = Set.copyOf(anchors.certificates());
        for (X509Certificate anchor : anchors.certificates()) {
            this.anchors
                    .computeIfAbsent(anchor.getSubjectX500Principal(), name -> new ArrayList<>())
                    .add(anchor);
        }
    }

    List<Path> paths(List<X509Certificate> presented) {
        X509Certificate own = presented.get(0);
        return isAnchor(own) ? List.of(new Path(List.of(), own)) : pathsAbove(presented);
    }

    /** The paths from a certificate that is none of the anchors itself. */
    List<Path> pathsAbove(List<X509Certificate> presented) {
        X509Certificate own = presented.get(0);
        Search search = new Search(presented.subList(1, presented.size()));
        search.extend(own);
        return search.found;
    }

    boolean isAnchor(X509Certificate certificate) {
        return certificates.contains(certificate);
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // malformed, or not a signature of this issuer
        }
    }

    private final class Search {
        private final List<X509Certificate> intermediates;
        private final Deque<X509Certificate> path = new ArrayDeque<>();
        private final List<Path> found = new ArrayList<>();
        private int signatures;

        Search(List<X509Certificate> intermediates) {
            this.intermediates = intermediates;
        }

        void extend(X509Certificate certificate) {
            path.addLast(certificate);
            X500Principal issuer = certificate.getIssuerX500Principal();
            for (X509Certificate anchor : anchors.getOrDefault(issuer, List.of())) {
                if (holds(certificate, anchor)) {
                    found.add(new Path(List.copyOf(path), anchor));
                }
            }
            if (path.size() <= MAX_INTERMEDIATES) {
                for (X509Certificate next : intermediates) {
                    if (next.getSubjectX500Principal().equals(issuer)
                            && !path.contains(next)
                            && holds(certificate, next)) {
                        extend(next);
                    }
                }
            }
            path.removeLast();
        }

        private boolean holds(X509Certificate certificate, X509Certificate issuer) {
            return found.size() < MAX_PATHS && signatures++ < MAX_SIGNATURES && isSignedBy(certificate, issuer);
        }
    }
}
