package io.github.mtasts.tool.finding;

/**
 * The rules that are checked. Scripts depend on the tokens: a token never changes its meaning.
 *
 * <p>Each rule names the section that it follows from.
 */
public enum Rule {
    /** The domain announces no policy. */
    RECORD_MISSING("record-missing", Severity.ERROR, "RFC 8461 section 3.1"),
    /** The TXT record does not follow the grammar. */
    RECORD_INVALID("record-invalid", Severity.ERROR, "RFC 8461 section 3.1"),
    /** There is more than one record. */
    RECORD_SEVERAL("record-several", Severity.ERROR, "RFC 8461 section 3.1"),
    /** The DNS servers of the domain do not answer for the record. */
    RECORD_DNS("record-dns-failed", Severity.ERROR, "RFC 8461 section 3.1"),
    /** An alias at the record's name leads nowhere. */
    RECORD_ALIAS("record-alias-broken", Severity.ERROR, "RFC 8461 section 3.1"),
    /** The record is kept for long. */
    RECORD_TTL("record-ttl-long", Severity.WARNING, "RFC 8461 section 8.1"),
    /** A policy changed and its id did not. */
    ID_UNCHANGED("id-unchanged", Severity.ERROR, "RFC 8461 section 3.1"),

    /** The Policy Host has no address. */
    HOST_NO_ADDRESS("policy-host-no-address", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The DNS servers do not answer for the Policy Host. */
    HOST_DNS("policy-host-dns-failed", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The Policy Host has private addresses. */
    HOST_PRIVATE("policy-host-private-address", Severity.ERROR, "RFC 8461 section 10.3"),
    /** The name of the Policy Host cannot be used. */
    HOST_NAME("policy-host-name-unusable", Severity.ERROR, "RFC 8461 section 3.3"),
    /** No connection to the Policy Host. */
    HOST_UNREACHABLE("policy-host-unreachable", Severity.ERROR, "RFC 8461 section 3.3"),
    /** One of several addresses does not work. */
    HOST_ADDRESS("policy-host-address-fails", Severity.WARNING, "RFC 8461 section 3.3"),
    /** No TLS session with the Policy Host. */
    HOST_TLS("policy-host-tls-failed", Severity.ERROR, "RFC 8461 section 7.2"),
    /** The certificate is for other names. */
    HOST_CERTIFICATE_NAME("policy-host-certificate-name", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The certificate has expired. */
    HOST_CERTIFICATE_EXPIRED("policy-host-certificate-expired", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The certificate does not lead to a trusted authority, or has another fault. */
    HOST_CERTIFICATE_UNTRUSTED("policy-host-certificate-untrusted", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The certificate expires soon. */
    HOST_CERTIFICATE_EXPIRING("policy-host-certificate-expiring", Severity.WARNING, "RFC 8461 section 3.3"),
    /** The Policy Host redirects. */
    HOST_REDIRECT("policy-redirect", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The status is not 200. */
    HOST_STATUS("policy-status", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The media type is not text/plain. */
    HOST_MEDIA_TYPE("policy-media-type", Severity.ERROR, "RFC 8461 section 3.2"),
    /** The body is compressed. */
    HOST_ENCODING("policy-content-encoding", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The response is broken. */
    HOST_RESPONSE("policy-response-broken", Severity.ERROR, "RFC 9112 section 8"),
    /** The body is larger than senders accept. */
    HOST_TOO_LARGE("policy-too-large", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The answer takes longer than senders wait. */
    HOST_SLOW("policy-host-slow", Severity.ERROR, "RFC 8461 section 3.3"),
    /** The addresses serve different policies. */
    HOST_DIFFERS("policy-differs-by-address", Severity.WARNING, "RFC 8461 section 8.1"),

    /** The body is no policy. */
    POLICY_INVALID("policy-invalid", Severity.ERROR, "RFC 8461 section 3.2"),
    /** A fault that senders tolerate. */
    POLICY_TOLERATED("policy-tolerated-fault", Severity.WARNING, "RFC 8461 section 3.2"),
    /** A field that has no meaning, probably misspelt. */
    FIELD_UNKNOWN("policy-field-unknown", Severity.WARNING, "RFC 8461 section 3.2"),
    /** An enforced policy that senders soon forget. */
    MAX_AGE_SHORT("max-age-short", Severity.WARNING, "RFC 8461 section 10.2"),
    /** A policy of mode none that is kept for long. */
    NONE_KEPT_LONG("none-kept-long", Severity.WARNING, "RFC 8461 section 8.3"),
    /** The mode is none. */
    MODE_NONE("mode-none", Severity.WARNING, "RFC 8461 section 5"),
    /** The mode has been testing for a long time. */
    TESTING_LONG("testing-long", Severity.WARNING, "RFC 8461 section 5"),
    /** A pattern covers every host directly below the Policy Domain. */
    PATTERN_COVERS_DOMAIN("pattern-covers-domain", Severity.WARNING, "RFC 8461 section 10.4"),
    /** A pattern covers names that anybody can register. */
    PATTERN_TOO_WIDE("pattern-too-wide", Severity.ERROR, "RFC 8461 section 10.4"),
    /** A pattern is listed twice, or covered by another one. */
    PATTERN_REDUNDANT("pattern-redundant", Severity.NOTE, "RFC 8461 section 3.2"),
    /** A pattern of one label. */
    PATTERN_ONE_LABEL("pattern-one-label", Severity.WARNING, "RFC 8461 section 4.1"),

    /** The domain does not exist. */
    DOMAIN_MISSING("domain-missing", Severity.ERROR, "RFC 5321 section 5.1"),
    /** The domain takes no mail. */
    MX_NULL("mx-null", Severity.NOTE, "RFC 7505"),
    /** The DNS servers do not answer for MX records. */
    MX_DNS("mx-dns-failed", Severity.ERROR, "RFC 5321 section 5.1"),
    /** An MX record that names no host. */
    MX_UNUSABLE("mx-record-unusable", Severity.WARNING, "RFC 5321 section 5.1"),
    /** An MX host that the policy does not name. */
    MX_NOT_IN_POLICY("mx-not-in-policy", Severity.ERROR, "RFC 8461 section 4.1"),
    /** A pattern that no MX host needs. */
    PATTERN_UNUSED("pattern-unused", Severity.WARNING, "RFC 8461 section 4.1"),
    /** An MX host without an address. */
    MX_NO_ADDRESS("mx-no-address", Severity.ERROR, "RFC 5321 section 5.1"),
    /** The DNS servers do not answer for the addresses of an MX host. */
    MX_ADDRESS_DNS("mx-address-dns-failed", Severity.ERROR, "RFC 5321 section 5.1"),
    /** An MX record that names an alias. */
    MX_ALIAS("mx-alias", Severity.WARNING, "RFC 5321 section 5.1"),

    /** No connection to an MX host. */
    MX_UNREACHABLE("mx-unreachable", Severity.ERROR, "RFC 5321 section 5.1"),
    /** Some addresses of an MX host do not work. */
    MX_ADDRESS("mx-address-unreachable", Severity.WARNING, "RFC 5321 section 5.1"),
    /** An MX host does not greet, or refuses. */
    MX_SMTP("mx-smtp-refused", Severity.ERROR, "RFC 5321 section 3.1"),
    /** An MX host is too slow. */
    MX_SLOW("mx-too-slow", Severity.ERROR, "RFC 5321 section 4.5.3.2"),
    /** An MX host without STARTTLS. */
    MX_NO_STARTTLS("mx-no-starttls", Severity.ERROR, "RFC 8461 section 4.2"),
    /** No TLS session with an MX host. */
    MX_TLS("mx-tls-failed", Severity.ERROR, "RFC 8461 section 4.2"),
    /** The certificate of an MX host is for other names. */
    MX_CERTIFICATE_NAME("mx-certificate-name", Severity.ERROR, "RFC 8461 section 4.2"),
    /** The certificate of an MX host has expired. */
    MX_CERTIFICATE_EXPIRED("mx-certificate-expired", Severity.ERROR, "RFC 8461 section 4.2"),
    /** The certificate of an MX host does not lead to a trusted authority, or has another fault. */
    MX_CERTIFICATE_UNTRUSTED("mx-certificate-untrusted", Severity.ERROR, "RFC 8461 section 4.2"),
    /** The certificate of an MX host expires soon. */
    MX_CERTIFICATE_EXPIRING("mx-certificate-expiring", Severity.WARNING, "RFC 8461 section 4.2"),

    /** Nobody is told about failures. */
    TLSRPT_MISSING("tlsrpt-missing", Severity.WARNING, "RFC 8460 section 3"),
    /** The TLSRPT record does not follow the grammar. */
    TLSRPT_INVALID("tlsrpt-invalid", Severity.WARNING, "RFC 8460 section 3"),
    /** A part of the TLSRPT record that senders ignore. */
    TLSRPT_TOLERATED("tlsrpt-tolerated-fault", Severity.WARNING, "RFC 8460 section 3"),
    /** The TLSRPT record can easily be hidden. */
    TLSRPT_TTL("tlsrpt-ttl-short", Severity.NOTE, "RFC 8460 section 7"),
    /** The DNS servers do not answer for the TLSRPT record. */
    TLSRPT_DNS("tlsrpt-dns-failed", Severity.WARNING, "RFC 8460 section 3"),
    /** Reports cannot be delivered. */
    RUA_UNREACHABLE("rua-unreachable", Severity.WARNING, "RFC 8460 section 3"),

    /** Signatures are wrong. */
    DNSSEC_BOGUS("dnssec-bogus", Severity.ERROR, "RFC 7672 section 2.1"),
    /** TLSA records in an unsigned zone. */
    TLSA_UNSIGNED("tlsa-unsigned", Severity.WARNING, "RFC 7672 section 2.1"),
    /** TLSA records of which none can be used. */
    TLSA_UNUSABLE("tlsa-unusable", Severity.WARNING, "RFC 7672 section 3.1"),
    /** The DNS servers do not answer for TLSA records. */
    TLSA_DNS("tlsa-dns-failed", Severity.ERROR, "RFC 7672 section 2.1.2"),
    /** No TLSA record matches what an MX host shows. */
    TLSA_MISMATCH("tlsa-mismatch", Severity.ERROR, "RFC 7672 section 2.2");

    private final String token;
    private final Severity severity;
    private final String section;

    Rule(String token, Severity severity, String section) {
        this.token = token;
        this.severity = severity;
        this.section = section;
    }

    /**
     * The name of the rule for scripts.
     *
     * @return such as {@code max-age-short}
     */
    public String token() {
        return token;
    }

    /**
     * How bad it mostly is.
     *
     * @return the severity unless something else is said
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Where the rule comes from.
     *
     * @return such as {@code RFC 8461 section 3.2}
     */
    public String section() {
        return section;
    }
}
