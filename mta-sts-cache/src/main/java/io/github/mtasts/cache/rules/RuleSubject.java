package io.github.mtasts.cache.rules;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;

/** Reads the subject of a rule: a domain, or all names below one. */
final class RuleSubject {
    private RuleSubject() {}

    /**
     * Reads a name or a suffix, and returns its normal form.
     *
     * @return the name in the form of {@link PolicyDomain}, with a leading dot for a suffix, so that a name never equals a suffix
     * @throws IllegalArgumentException if the text is neither
     */
    static String read(String text) {
        if (text.startsWith("*.")) {
            throw new IllegalArgumentException(
                    Printable.spelledOut(text) + " is not a domain name; for all names below a domain, write "
                            + Printable.spelledOut(text.substring(1)));
        }
        boolean suffix = text.startsWith(".");
        String name = PolicyDomain.parse(suffix ? text.substring(1) : text)
                .map(PolicyDomain::name)
                .orElseThrow(() -> new IllegalArgumentException(
                        Printable.spelledOut(text) + " is not a domain name; write one such as"
                                + " example.com, or .example.com for all names below it"));
        return suffix ? "." + name : name;
    }
}
