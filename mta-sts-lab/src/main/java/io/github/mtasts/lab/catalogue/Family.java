package io.github.mtasts.lab.catalogue;

/** A group of scenarios with the same place of attack. */
public enum Family {
    /** Between the sender and the MX host, before TLS. */
    BEFORE_TLS("on path: before TLS"),
    /** Between the sender and the MX host, with certificates. */
    CERTIFICATES("on path: certificates"),
    /** Between the sender and the MX host, with connections and sessions that were acceptable before. */
    CONNECTIONS("on path: connections"),
    /** In the DNS, about MX hosts. */
    MX_RECORDS("DNS: MX records"),
    /** On the path or in the DNS, against hosts with TLSA records. */
    DANE("DANE"),
    /** Against messages with REQUIRETLS. */
    REQUIRE_TLS("REQUIRETLS"),
    /** In the DNS, about the policy. */
    POLICY_RECORDS("DNS: policy records"),
    /** At the policy host or in place of it. */
    POLICY_HOST("policy host: HTTPS"),
    /** In the text of the policy. */
    POLICY_TEXT("policy host: the text"),
    /** Over hours and days. */
    TIME("time"),
    /** Under policies of mode testing or none. */
    MODES("testing and none");

    private final String words;

    Family(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
