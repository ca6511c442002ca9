package io.github.mtasts.name;

import io.github.mtasts.text.Printable;
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
     * <p>The characters that IDNA 2003 and IDNA 2008 turn into different names (U+00DF, U+1E9E, U+03C2, U+200C, U+200D)
     * are refused, because a guess could protect the wrong domain; pass such a name in A-labels.
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
     * @throws IllegalArgumentException when the text is no domain name; the message quotes it
     */
    public static PolicyDomain of(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                Printable.quoted(text, 255) + " is not a domain name: expected labels of 1"
                                        + " to 63 letters, digits, hyphens or underscores, separated by dots, such as example.com"));
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
