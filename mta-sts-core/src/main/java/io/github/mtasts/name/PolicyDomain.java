package io.github.mtasts.name;

import java.util.Optional;

/**
 * The domain whose policy governs a delivery: the recipient's domain, or the smart host the mail is routed to.
 *
 * <p>Immutable. Equality is equality of names: upper case, a trailing dot and U-labels are converted when one is made.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-2">RFC 8461 section 2</a>
 */
public final class PolicyDomain implements Comparable<PolicyDomain> {
    private final String name;

    private PolicyDomain(String name) {
        this.name = name;
    }

    /**
     * Reads a name that came from a mail server, the network or a user.
     *
     * <p>U-labels are converted by IDNA 2008 where ICU4J ({@code com.ibm.icu:icu4j}) is on the class path. Without it, names that
     * need more than the IDNA 2003 of the JDK are refused, because a guess could protect the wrong domain. A-labels always work.
     *
     * @param text a domain name in U-labels or A-labels, with or without a trailing dot
     * @return the name; empty when the text is not a domain name, such as an IP address, an address literal or an empty label
     */
    public static Optional<PolicyDomain> parse(String text) {
        String name = DomainName.canonical(text);
        return name == null ? Optional.empty() : Optional.of(new PolicyDomain(name));
    }

    /**
     * Reads a name that is known to be one, such as a constant or a setting.
     *
     * @param text as for {@link #parse(String)}
     * @return the name
     * @throws IllegalArgumentException when the text is no domain name; the message quotes it and says why
     */
    public static PolicyDomain of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(DomainName.fault(text)));
    }

    /**
     * The name as a string.
     *
     * @return lower-case A-labels separated by dots, without a trailing dot
     */
    public String name() {
        return name;
    }

    @Override
    public int compareTo(PolicyDomain other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyDomain that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The same as {@link #name()}. */
    @Override
    public String toString() {
        return name;
    }
}
