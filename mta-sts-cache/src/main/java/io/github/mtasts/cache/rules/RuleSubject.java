package io.github.mtasts.cache.rules;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;

/** Whom a rule is for: a domain, or every name below one. Told what an operator wrote; answers the one spelling of it. */
final class RuleSubject {
    private RuleSubject() {}

    /**
     * Reads a name or a suffix.
     *
     * @return the name as a {@link PolicyDomain} spells it, after the dot when it is a suffix; so a name never equals a suffix
     * @throws IllegalArgumentException when the text is neither
     */
    static String read(String text) {
        if (text.startsWith("*.")) {
            throw new IllegalArgumentException(
                    Printable.spelledOut(text) + " is not a domain name; to mean every name below a domain," + " write "
                            + Printable.spelledOut(text.substring(1)));
        }
        boolean suffix = text.startsWith(".");
        String name = PolicyDomain.parse(suffix ? text.substring(1) : text)
                .map(PolicyDomain::name)
                .orElseThrow(() -> new IllegalArgumentException(
                        Printable.spelledOut(text) + " is not a domain name; write one such as"
                                + " example.com, or .example.com for every name below it"));
        return suffix ? "." + name : name;
    }
}
