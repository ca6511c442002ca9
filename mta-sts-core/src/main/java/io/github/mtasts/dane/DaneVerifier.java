package io.github.mtasts.dane;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.GivenAnchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a host by its TLSA records (RFC 7672 section 3).
 *
 * <p>Comes in: the chain that the host presented, and the records. Goes out: what authenticated it, or why nothing did. One
 * record under usage 3 or one under usage 2 is enough. No I/O. Thread-safe.
 */
public final class DaneVerifier {
    /**
     * The verdict on a chain.
     *
     * @param failures why no record authenticates the host; empty when one does
     * @param proof what authenticates it; null when nothing does
     */
    public record Verdict(List<Failure> failures, @Nullable DaneProof proof) {}

    private final GivenAnchors anchors;

    /**
     * Makes a verifier.
     *
     * @param anchors verifies the paths under usage 2
     */
    public DaneVerifier(GivenAnchors anchors) {
        this.anchors = anchors;
    }

    /**
     * Judges a chain.
     *
     * @param chain as presented, the host's own certificate first
     * @param dane the records of the host
     * @return the verdict
     */
    public Verdict verify(List<X509Certificate> chain, HostDane.Records dane) {
        if (chain.isEmpty()) {
            return noMatch("the host presented no certificate");
        }
        X509Certificate own = chain.get(0);
        for (TlsaRecord record : dane.tlsa().decisive()) {
            // RFC 7672 section 3.1.1: neither names nor dates count.
            if (record.usage() == TlsaRecord.END_ENTITY && record.matches(own)) {
                return new Verdict(List.of(), new DaneProof(dane.base(), record, null));
            }
        }
        return byAnchor(chain, dane);
    }

    private Verdict byAnchor(List<X509Certificate> chain, HostDane.Records dane) {
        List<TlsaRecord> records = dane.tlsa().decisive().stream()
                .filter(record -> record.usage() == TlsaRecord.TRUST_ANCHOR)
                .toList();
        List<X509Certificate> candidates = new ArrayList<>();
        for (TlsaRecord record : records) {
            // RFC 7671 section 5.2.2: the certificate in the record need not be sent.
            X509Certificate full = record.certificate();
            if (full != null) {
                candidates.add(full);
            }
            chain.stream().skip(1).filter(record::matches).forEach(candidates::add);
        }
        GivenAnchors.Judgement judgement = anchors.verify(chain, candidates, dane.referenceNames());
        X509Certificate anchor = judgement.anchor();
        if (anchor == null) {
            return noMatch("none of " + dane.tlsa() + " matches the certificates of the host");
        }
        List<Failure> failures =
                judgement.faults().stream().map(CertificateFault::ofMxHost).toList();
        if (!failures.isEmpty()) {
            return new Verdict(failures, null);
        }
        TlsaRecord matched = records.stream()
                .filter(record -> record.matches(anchor))
                .findFirst()
                .orElseThrow();
        return new Verdict(List.of(), new DaneProof(dane.base(), matched, judgement.name()));
    }

    private static Verdict noMatch(String reason) {
        return new Verdict(List.of(new Failure(ResultType.TLSA_INVALID, "tlsa-mismatch: " + reason)), null);
    }
}
