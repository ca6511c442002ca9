package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.text.Printable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a session with an MX host. Every check runs even after one has failed. Immutable.
 *
 * @param protocol the TLS version as JSSE names it, such as {@code TLSv1.3}; null when no handshake was completed
 * @param cipherSuite the cipher suite as JSSE names it; null when no handshake was completed
 * @param failures every failure but those of {@code dane}, each with its exact result type; empty when the session is validated
 * @param resumed whether the handshake resumed an earlier session
 * @param certificate the host's own certificate, valid or not; null when no handshake was completed
 * @param dane the verdict of the host's TLSA records; null where none apply, or the host showed no certificate
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-4.2">RFC 8461 section 4.2</a>
 */
public record SessionResult(
        @Nullable String protocol,
        @Nullable String cipherSuite,
        List<Failure> failures,
        boolean resumed,
        @Nullable X509Certificate certificate,
        @Nullable DaneResult dane) {
    private static final int MAX_NAME = 500;

    /**
     * Keeps an unchangeable copy of the failures.
     *
     * @param protocol the TLS version
     * @param cipherSuite the cipher suite
     * @param failures every failure
     * @param resumed whether it was resumed
     * @param certificate the host's certificate
     * @param dane the verdict of the host's TLSA records
     * @throws IllegalArgumentException when there is neither TLS nor a failure
     */
    public SessionResult {
        failures = List.copyOf(failures);
        if (protocol == null && failures.isEmpty()) {
            throw new IllegalArgumentException(
                    "SessionResult without TLS and without failures: pass the failure that prevented TLS");
        }
    }

    /**
     * Makes the result of a session without TLSA records.
     *
     * @param protocol the TLS version
     * @param cipherSuite the cipher suite
     * @param failures every failure
     * @param resumed whether it was resumed
     * @param certificate the host's certificate
     * @throws IllegalArgumentException when there is neither TLS nor a failure
     */
    public SessionResult(
            @Nullable String protocol,
            @Nullable String cipherSuite,
            List<Failure> failures,
            boolean resumed,
            @Nullable X509Certificate certificate) {
        this(protocol, cipherSuite, failures, resumed, certificate, null);
    }

    /**
     * Makes the result of a session without its certificate.
     *
     * @param protocol the TLS version
     * @param cipherSuite the cipher suite
     * @param failures every failure
     * @throws IllegalArgumentException when there is neither TLS nor a failure
     */
    public SessionResult(@Nullable String protocol, @Nullable String cipherSuite, List<Failure> failures) {
        this(protocol, cipherSuite, failures, false, null);
    }

    /**
     * Makes the result of a session in which no handshake was completed.
     *
     * @param failure the reason
     * @return the result
     */
    public static SessionResult withoutTls(Failure failure) {
        return new SessionResult(null, null, List.of(failure));
    }

    /**
     * Whether a handshake was completed, with whatever certificate.
     *
     * @return true when the connection is encrypted
     */
    public boolean encrypted() {
        return protocol != null;
    }

    /**
     * Whether a certificate proves the MX host by its name, under the operator's trust anchors.
     *
     * @return true when it is encrypted and nothing failed
     */
    public boolean validated() {
        return encrypted() && failures.isEmpty();
    }

    /**
     * Whether the host's TLSA records authenticate the session.
     *
     * @return true when it is encrypted and a record matched
     */
    public boolean daneAuthenticated() {
        return encrypted() && dane != null && dane.authenticated();
    }

    /**
     * Every failure: those of the TLSA records first.
     *
     * @return for a log
     */
    public List<Failure> allFailures() {
        return dane == null
                ? failures
                : Stream.concat(dane.failures().stream(), failures.stream()).toList();
    }

    /**
     * The subject of the host's certificate, for a log.
     *
     * @return at most 500 characters of printable ASCII, as in RFC 2253; null without a certificate
     */
    public @Nullable String certificateSubject() {
        return certificate == null
                ? null
                : Printable.line(certificate.getSubjectX500Principal().getName(), MAX_NAME);
    }

    /**
     * The issuer of the host's certificate, for a log.
     *
     * @return at most 500 characters of printable ASCII, as in RFC 2253; null without a certificate
     */
    public @Nullable String certificateIssuer() {
        return certificate == null
                ? null
                : Printable.line(certificate.getIssuerX500Principal().getName(), MAX_NAME);
    }

    /**
     * The SHA-256 fingerprint of the host's certificate, for a log.
     *
     * @return 64 hexadecimal digits in lower case; null without a certificate
     */
    public @Nullable String certificateFingerprint() {
        try {
            return certificate == null
                    ? null
                    : HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was received has an encoding, and Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return (protocol == null ? "no TLS" : protocol + " " + cipherSuite)
                + (failures.isEmpty()
                        ? ", validated"
                        : ": " + failures.stream().map(Failure::toString).collect(Collectors.joining("; ")))
                + (dane == null ? "" : ", " + dane);
    }
}
