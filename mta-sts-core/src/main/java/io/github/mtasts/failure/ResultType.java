package io.github.mtasts.failure;

/**
 * The registered result types of a TLS report.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
 */
public enum ResultType {
    /** The MX host did not offer STARTTLS, or answered it with an error. */
    STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
    /** The names in the certificate of the MX host do not include its name. */
    CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
    /** The certificate of the MX host has expired. */
    CERTIFICATE_EXPIRED("certificate-expired"),
    /** The certificate of the MX host does not lead to a trusted root, is not yet valid, or was revoked. */
    CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
    /** Any failure for which no other type fits. */
    VALIDATION_FAILURE("validation-failure"),
    /** No TLSA record validates the MX host, or none is usable. */
    TLSA_INVALID("tlsa-invalid"),
    /** The resolver returned no valid TLSA data. */
    DNSSEC_INVALID("dnssec-invalid"),
    /** The sender demands DANE and the MX host has no validated TLSA records. */
    DANE_REQUIRED("dane-required"),
    /** The policy could not be retrieved. */
    STS_POLICY_FETCH_ERROR("sts-policy-fetch-error"),
    /** The policy was retrieved, but it is not a valid one. */
    STS_POLICY_INVALID("sts-policy-invalid"),
    /** The certificate of the Policy Host is not valid for it. */
    STS_WEBPKI_INVALID("sts-webpki-invalid");

    private final String token;

    ResultType(String token) {
        this.token = token;
    }

    /**
     * The registered spelling.
     *
     * @return such as {@code certificate-expired}
     */
    public String token() {
        return token;
    }
}
