package io.github.mtasts.lab.catalogue;

/** What the scenarios of a family have in common: where the attack happens. */
public enum Family {
    /** Between the sender and the MX host, before TLS. */
    BEFORE_TLS("on path: before TLS"),
    /** Between the sender and the MX host, by certificates. */
    CERTIFICATES("on path: certificates"),
    /** Between the sender and the MX host, by connections that were good once. */
    CONNECTIONS("on path: connections"),
    /** In the DNS, about MX hosts. */
    MX_RECORDS("DNS: MX records"),
    /** In the DNS, about the policy. */
    POLICY_RECORDS("DNS: policy records"),
    /** At the policy host, or in its place. */
    POLICY_HOST("policy host: HTTPS"),
    /** In the text of the policy. */
    POLICY_TEXT("policy host: the text"),
    /** With patience. */
    TIME("time"),
    /** Where the domain asks for less. */
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
