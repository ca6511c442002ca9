package io.github.mtasts.policy;

import io.github.mtasts.name.MxHost;

/**
 * One {@code mx} line of a policy: a host name, or {@code *.} and a domain for any single label before it. It is compared
 * label by label and never becomes a regular expression. Immutable; only the parser makes one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-4.1">RFC 8461 section 4.1</a>
 */
public final class MxPattern {
    private final boolean wildcard;
    /** The whole name, or what follows {@code *.} in a wildcard. */
    private final String name;

    MxPattern(boolean wildcard, String name) {
        this.wildcard = wildcard;
        this.name = name;
    }

    /**
     * Whether this pattern covers a host. Reads both names in place: no I/O, no allocation.
     *
     * @param host the host from the MX record
     * @return true for the identical name, or, in a wildcard, for exactly one label more
     */
    public boolean matches(MxHost host) {
        String candidate = host.name();
        if (!wildcard) {
            return candidate.equals(name);
        }
        int dot = candidate.indexOf('.');
        return dot > 0
                && candidate.length() - dot - 1 == name.length()
                && candidate.regionMatches(dot + 1, name, 0, name.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MxPattern that && wildcard == that.wildcard && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Boolean.hashCode(wildcard);
    }

    /** The pattern as a policy spells it: lower-case A-labels, {@code *.} in front of a wildcard. */
    @Override
    public String toString() {
        return wildcard ? "*." + name : name;
    }
}
