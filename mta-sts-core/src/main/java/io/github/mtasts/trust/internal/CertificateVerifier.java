package io.github.mtasts.trust.internal;

import static io.github.mtasts.trust.internal.PathValidator.untrusted;

import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateFault.Kind;
import io.github.mtasts.trust.internal.PathFinder.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Verifies the certificate chain of a TLS server against the name that was dialled (RFC 8461 sections 3.3 and 4.2).
 *
 * <p>Comes in: a chain and a name. Goes out: every fault. Validity is checked by system time. The endpoint identification of the
 * JDK is not used: it accepts common names, partial wildcards and {@code *.com}. Thread-safe.
 */
public final class CertificateVerifier {
    /** Bits of the keyUsage extension (RFC 5280 section 4.2.1.3) of which a TLS server needs one. */
    private static final int[] SERVER_KEY_USAGES = {0, 2, 4}; // digitalSignature, keyEncipherment, keyAgreement

    private static final int MAX_NAMES_SHOWN = 3;

    private final CertificateRules rules;
    private final Clock clock;
    private final PlatformPath platform;
    private final PathFinder paths;
    private final PathValidator validator;
    private final PathMemory<List<CertificateFault>> memory;
    private final PathMemory<Optional<Path>> validPaths;
    private final CipherSuites suites;
    private final Revocation revocation;
    private final RevocationChecker revocationChecker;

    /**
     * Makes a verifier with the rules of RFC 9325 and the system's clock.
     *
     * @param anchors the trust anchors
     * @param revocation whether {@link #checkRevocation} does anything
     * @param source supplies OCSP responses and CRLs when a peer staples nothing
     */
    public CertificateVerifier(TrustAnchors anchors, Revocation revocation, RevocationSource source) {
        this(anchors, TlsRules.rfc9325(), revocation, source);
    }

    /**
     * Makes a verifier with the system's clock.
     *
     * @param anchors the trust anchors
     * @param rules the strength required
     * @param revocation whether {@link #checkRevocation} does anything
     * @param source supplies OCSP responses and CRLs when a peer staples nothing
     */
    public CertificateVerifier(TrustAnchors anchors, TlsRules rules, Revocation revocation, RevocationSource source) {
        this(anchors, rules, revocation, source, new SystemTime());
    }

    /**
     * Makes a verifier.
     *
     * @param anchors the trust anchors
     * @param rules the strength required
     * @param revocation whether {@link #checkRevocation} does anything
     * @param source supplies OCSP responses and CRLs when a peer staples nothing
     * @param clock the system's, except in tests
     */
    public CertificateVerifier(
            TrustAnchors anchors, TlsRules rules, Revocation revocation, RevocationSource source, Clock clock) {
        this.rules = new CertificateRules(rules);
        this.clock = clock;
        this.platform = new PlatformPath(anchors, this.rules);
        this.paths = new PathFinder(anchors);
        this.validator = new PathValidator(this.rules);
        this.memory = new PathMemory<>(clock, this::chainFaults);
        this.validPaths = new PathMemory<>(clock, this::validPath);
        this.suites = new CipherSuites(rules);
        this.revocation = revocation;
        this.revocationChecker = new RevocationChecker(revocation, source, clock);
    }

    /**
     * The clock by which certificates expire.
     *
     * @return the system's, except in tests
     */
    public Clock clock() {
        return clock;
    }

    /**
     * The cipher suites that go with the rules.
     *
     * @return the suites
     */
    public CipherSuites suites() {
        return suites;
    }

    /**
     * Verifies path, dates, usage and name. Every check runs even when one has failed. No I/O.
     *
     * @param chain as presented: the peer's own certificate first, the others in any order
     * @param dnsId the name that was dialled: A-labels without a trailing dot, in any case
     * @return the faults; empty when the chain proves the name
     */
    public List<CertificateFault> verify(List<X509Certificate> chain, String dnsId) {
        if (chain.isEmpty()) {
            return List.of(untrusted("no-certificate", "the peer presented none"));
        }
        List<CertificateFault> ofPath = memory.of(chain);
        List<CertificateFault> ofName = nameFaults(chain.get(0), dnsId);
        if (ofName.isEmpty()) {
            return ofPath;
        }
        List<CertificateFault> faults = new ArrayList<>(ofPath);
        faults.addAll(ofName);
        return List.copyOf(faults);
    }

    /**
     * Checks the revocation of the path that {@link #verify} found. May do I/O within the limits of the source: not for an
     * event loop.
     *
     * @param chain as presented
     * @param stapledOcsp the OCSP responses of the handshake, in the order of the chain; may be empty
     * @return the faults; empty when revocation is off, and when there is no valid path, which {@link #verify} reports. A chain
     *     that {@link #verify} accepts but whose path is not among the ones searched has a fault: a peer could otherwise avoid
     *     the check with many certificates of one name
     */
    public List<CertificateFault> checkRevocation(List<X509Certificate> chain, List<byte[]> stapledOcsp) {
        if (!checksRevocation() || chain.isEmpty()) {
            return List.of();
        }
        return validPaths
                .of(chain)
                .map(path -> revocationChecker.check(path, chain, stapledOcsp))
                .orElseGet(() -> withoutPath(chain));
    }

    /**
     * The verifier for chains whose anchors are given, with the same rules and clock.
     *
     * @return for DANE
     */
    public GivenAnchors givenAnchors() {
        return new GivenAnchors(rules, clock);
    }

    private Optional<Path> validPath(List<X509Certificate> chain, Instant now) {
        return paths.paths(chain).stream()
                .filter(path -> validator.check(path, now).isEmpty())
                .findFirst();
    }

    private List<CertificateFault> withoutPath(List<X509Certificate> chain) {
        return memory.of(chain).isEmpty()
                ? List.of(new CertificateFault(
                        Kind.REVOCATION_UNKNOWN,
                        "revocation-unknown: no path was found for " + PathValidator.subject(chain.get(0))))
                : List.of();
    }

    /**
     * Whether {@link #checkRevocation} can find anything.
     *
     * @return false when revocation is off
     */
    public boolean checksRevocation() {
        return revocation != Revocation.OFF;
    }

    /**
     * The faults that depend on no name. The platform decides first; the paths are searched only to name the faults, or
     * because a certificate beside the path is out of date.
     */
    private List<CertificateFault> chainFaults(List<X509Certificate> chain, Instant now) {
        X509Certificate own = chain.get(0);
        List<CertificateFault> faults = new ArrayList<>();
        String refusal = platform.refusal(chain);
        if (refusal != null || paths.isAnchor(own) || !areCurrent(chain, now)) {
            faults.addAll(pathFaults(chain, now));
        }
        faults.addAll(keyUsageFaults(own));
        if (refusal != null && faults.isEmpty()) {
            faults.add(untrusted("refused-by-platform", refusal));
        }
        return List.copyOf(faults);
    }

    private static boolean areCurrent(List<X509Certificate> chain, Instant now) {
        return chain.stream()
                .allMatch(certificate -> PathValidator.dates(certificate, now).isEmpty());
    }

    /** The faults of the best path: a peer may present a cross-signed chain of which one branch has expired. */
    private List<CertificateFault> pathFaults(List<X509Certificate> chain, Instant now) {
        List<Path> found = paths.paths(chain);
        if (found.isEmpty()) {
            List<CertificateFault> faults = new ArrayList<>(PathValidator.dates(chain.get(0), now));
            faults.add(noPath(chain));
            faults.addAll(rules.anchorFaults(chain.get(0)));
            return faults;
        }
        return found.stream()
                .map(path -> validator.check(path, now))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private static CertificateFault noPath(List<X509Certificate> chain) {
        X509Certificate own = chain.get(0);
        if (PathFinder.isSignedBy(own, own)) {
            return untrusted("self-signed", PathValidator.subject(own));
        }
        X509Certificate last = chain.get(chain.size() - 1);
        return untrusted("unknown-issuer", last.getIssuerX500Principal().getName());
    }

    /** RFC 5280 section 4.2.1.3: an extension that is present limits the use of the key. */
    static List<CertificateFault> keyUsageFaults(X509Certificate own) {
        boolean[] bits = own.getKeyUsage();
        return bits == null || hasServerKeyUsage(bits)
                ? List.of()
                : List.of(untrusted("wrong-usage", "the key is not for TLS handshakes"));
    }

    private static boolean hasServerKeyUsage(boolean[] bits) {
        for (int bit : SERVER_KEY_USAGES) {
            if (bit < bits.length && bits[bit]) {
                return true;
            }
        }
        return false;
    }

    private static List<CertificateFault> nameFaults(X509Certificate own, String dnsId) {
        List<String> ids = DnsIds.of(own);
        for (String id : ids) {
            if (DnsIds.matches(id, dnsId)) {
                return List.of();
            }
        }
        String shown = ids.isEmpty()
                ? "none"
                : ids.stream().limit(MAX_NAMES_SHOWN).collect(Collectors.joining(", "))
                        + (ids.size() > MAX_NAMES_SHOWN ? " and " + (ids.size() - MAX_NAMES_SHOWN) + " more" : "");
        return List.of(
                new CertificateFault(Kind.HOST_MISMATCH, "host-mismatch: " + dnsId + " is not among DNS-IDs " + shown));
    }
}
