package io.github.mtasts.trust.internal;

import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.internal.CertificateFault.Kind;
import io.github.mtasts.trust.internal.PathFinder.Path;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a certificate of a path is revoked: by the stapled OCSP response, else by OCSP, else by CRL.
 *
 * <p>Comes in: a valid path. Goes out: a fault for each certificate that is revoked or, with {@link Revocation#HARD_FAIL},
 * whose state is unknown. Checks all certificates below the anchor within one time limit. Keeps answers until they expire.
 * Thread-safe.
 */
final class RevocationChecker {
    /** A short-lived certificate of the CA/Browser Forum: it expires about as soon as a CRL would take effect. */
    private static final Duration SHORT_LIVED = Duration.ofDays(7);

    private final Revocation revocation;
    private final RevocationSource source;
    private final Clock clock;
    private final RevocationAnswers answers;
    private final CrlStates crlStates = new CrlStates();

    RevocationChecker(Revocation revocation, RevocationSource source, Clock clock) {
        this.revocation = revocation;
        this.source = source;
        this.clock = clock;
        this.answers = new RevocationAnswers(clock, source.timeout().dividedBy(2));
    }

    /**
     * Checks a path.
     *
     * @param path the path
     * @param chain as presented
     * @param stapled OCSP responses in the order of the chain; an empty one stands for none
     */
    List<CertificateFault> check(Path path, List<X509Certificate> chain, List<byte[]> stapled) {
        long deadlineNanos = System.nanoTime() + source.timeout().toNanos();
        List<CertificateFault> faults = new ArrayList<>();
        List<X509Certificate> certificates = path.certificates();
        for (int i = 0; i < certificates.size(); i++) {
            X509Certificate certificate = certificates.get(i);
            X509Certificate issuer = i + 1 < certificates.size() ? certificates.get(i + 1) : path.anchor();
            int place = chain.indexOf(certificate);
            byte[] staple = place >= 0 && place < stapled.size() ? stapled.get(place) : new byte[0];
            CertificateFault fault = new Question(certificate, issuer, deadlineNanos).fault(staple);
            if (fault != null) {
                faults.add(fault);
            }
        }
        return List.copyOf(faults);
    }

    private final class Question {
        private final X509Certificate certificate;
        private final X509Certificate issuer;
        private final long deadlineNanos;
        private final Instant now = clock.instant();
        /** Why an authority could not be asked; null when each one was, or one used up the time. */
        private @Nullable String ownFault;

        private boolean asked;

        Question(X509Certificate certificate, X509Certificate issuer, long deadlineNanos) {
            this.certificate = certificate;
            this.issuer = issuer;
            this.deadlineNanos = deadlineNanos;
        }

        @Nullable
        CertificateFault fault(byte[] staple) {
            RevocationState state = answer(staple);
            String subject = PathValidator.subject(certificate);
            if (state == RevocationState.REVOKED) {
                return new CertificateFault(Kind.REVOKED, "revoked: " + subject);
            }
            if (state == RevocationState.GOOD || revocation != Revocation.HARD_FAIL) {
                return null;
            }
            return ownFault == null
                    ? new CertificateFault(Kind.REVOCATION_UNKNOWN, "revocation-unknown: " + subject)
                    : new CertificateFault(Kind.NOT_ASKED, CertificateFault.NOT_ASKED_CODE + ": " + ownFault);
        }

        private RevocationState answer(byte[] staple) {
            if (staple.length > 0) {
                RevocationState state = OcspEvidence.read(staple, certificate, issuer, now);
                if (state != RevocationState.UNKNOWN) {
                    return state;
                }
            }
            RevocationPointers pointers = RevocationPointers.of(certificate);
            if (pointers.ocsp().isEmpty() && pointers.crls().isEmpty() && isShortLived()) {
                return RevocationState.GOOD;
            }
            RevocationState state = askResponders(pointers.ocsp());
            return state == RevocationState.UNKNOWN ? readCrls(pointers.crls()) : state;
        }

        private RevocationState askResponders(List<URI> responders) {
            try {
                for (URI responder : responders) {
                    byte[] request = OcspEvidence.request(certificate, issuer);
                    String question = "ocsp " + responder + " " + HexFormat.of().formatHex(request);
                    RevocationState state = ask(
                            new RevocationAnswers.Lookup(question, question, authority(responder)),
                            response -> OcspEvidence.read(response, certificate, issuer, now),
                            limit -> source.ocsp(responder, request, limit));
                    if (state != RevocationState.UNKNOWN) {
                        return state;
                    }
                }
            } catch (GeneralSecurityException e) {
                return RevocationState.UNKNOWN; // no OCSP request can be made; the CRL may still answer
            }
            return RevocationState.UNKNOWN;
        }

        private RevocationState readCrls(List<URI> crls) {
            for (URI uri : crls) {
                RevocationState known = crlStates.of(uri, certificate, issuer, now);
                RevocationState state = known != RevocationState.UNKNOWN
                        ? known
                        : ask(
                                new RevocationAnswers.Lookup(
                                        "crl " + uri, "crl " + CrlStates.key(uri, certificate, issuer), authority(uri)),
                                bytes -> crlStates.read(bytes, uri, certificate, issuer, now),
                                limit -> source.crl(uri, limit));
                if (state != RevocationState.UNKNOWN) {
                    return state;
                }
            }
            return RevocationState.UNKNOWN;
        }

        private RevocationState ask(
                RevocationAnswers.Lookup question, RevocationAnswers.Reader reader, RevocationAnswers.Request request) {
            try {
                RevocationState state = answers.ask(question, deadlineNanos, reader, request);
                asked = true;
                return state;
            } catch (OwnFaultException e) {
                if (!asked || !RevocationAnswers.isOver(deadlineNanos)) {
                    ownFault = String.valueOf(e.getMessage());
                }
                return RevocationState.UNKNOWN;
            }
        }

        private static String authority(URI uri) {
            return String.valueOf(uri.getHost());
        }

        private boolean isShortLived() {
            Instant end = certificate.getNotBefore().toInstant().plus(SHORT_LIVED);
            return !certificate.getNotAfter().toInstant().isAfter(end);
        }
    }
}
