package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether the TLSA records of an MX host authenticate a session. Immutable.
 *
 * @param baseDomain the TLSA base domain
 * @param secureMx whether DNSSEC proves that the host takes the mail of the next hop: without it a success says nothing about the
 *     next hop
 * @param failures why no record authenticates the session, each with its exact result type; empty when one does
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7672#section-2.2">RFC 7672 section 2.2</a>
 */
public record DaneResult(String baseDomain, boolean secureMx, List<Failure> failures) {
    /**
     * Keeps an unchangeable copy of the failures.
     *
     * @param baseDomain the TLSA base domain
     * @param secureMx whether DNSSEC proves the MX host
     * @param failures why no record authenticates the session
     */
    public DaneResult {
        failures = List.copyOf(failures);
    }

    /**
     * Whether a record authenticates the session.
     *
     * @return true without failures
     */
    public boolean authenticated() {
        return failures.isEmpty();
    }

    /** RFC 7672 section 2.2.1: a success behind unsigned MX records is not one of the next hop. */
    @Override
    public String toString() {
        if (!authenticated()) {
            return "DANE at " + baseDomain + ": "
                    + failures.stream().map(Failure::toString).collect(Collectors.joining("; "));
        }
        return "DANE authenticated " + baseDomain + (secureMx ? "" : " behind unsigned MX records");
    }
}
