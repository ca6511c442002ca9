package io.github.mtasts.name;

import java.util.Optional;

/**
 * The name of a host that accepts mail for a domain, as its MX record or its operator names it.
 *
 * <p>Immutable. Equality is equality of names: upper case, a trailing dot and U-labels are converted when one is made.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-4.1">RFC 8461 section 4.1</a>
 */
public final class MxHost implements Comparable<MxHost> {
    private final String name;
    private final boolean provable;

    private MxHost(String name, boolean provable) {
        this.name = name;
        this.provable = provable;
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
    public static Optional<MxHost> parse(String text) {
        String name = DomainName.canonical(text);
        return name == null ? Optional.empty() : Optional.of(new MxHost(name, true));
    }

    /**
     * Reads the target of an MX record. In addition to the names of {@link #parse}, it may have a label that begins or ends with
     * a hyphen: the DNS allows it, and other mail servers deliver to it. No certificate proves such a name ({@link #isProvable}).
     *
     * @param text the target, with or without a trailing dot
     * @return the name; empty when it is not one, such as an IP address
     */
    public static Optional<MxHost> fromRecord(String text) {
        Optional<MxHost> host = parse(text);
        return host.isPresent()
                ? host
                : Optional.ofNullable(DomainName.fromRecord(text)).map(name -> new MxHost(name, false));
    }

    /**
     * Reads the host of a next hop that is an IP address (RFC 5321 section 4.1.3). Such a host has no name: no mx pattern
     * covers it, and no certificate proves it.
     *
     * @param text an IPv4 or IPv6 address, in brackets or not
     * @return the host, named by the literal in brackets; empty when the text is not an address
     */
    public static Optional<MxHost> parseAddress(String text) {
        return Optional.ofNullable(AddressLiteral.canonical(text)).map(name -> new MxHost(name, false));
    }

    /**
     * Reads a name that is known to be one, such as a constant or a setting.
     *
     * @param text as for {@link #parse(String)}
     * @return the name
     * @throws IllegalArgumentException when the text is no domain name; the message quotes it and says why
     */
    public static MxHost of(String text) {
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

    /**
     * Whether a certificate can prove the host: its name is a domain name.
     *
     * @return false for an address, and for a name with a hyphen at the end of a label
     */
    public boolean isProvable() {
        return provable;
    }

    /**
     * Whether the name can be sent as a TLS server name (RFC 6066 section 3): letters, digits and hyphens only. A host with
     * another name is dialled without one.
     *
     * @return false for a name with an underscore, and for one that is not {@linkplain #isProvable provable}
     */
    public boolean isValidSni() {
        return provable && name.indexOf('_') < 0;
    }

    @Override
    public int compareTo(MxHost other) {
        return name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MxHost that && name.equals(that.name);
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
