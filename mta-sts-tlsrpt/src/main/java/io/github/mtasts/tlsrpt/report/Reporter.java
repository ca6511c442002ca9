package io.github.mtasts.tlsrpt.report;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.internal.DotAtom;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who reports. One domain stands for it everywhere: in the address of the contact, as submitter, as the sender of mail and
 * in its signature (RFC 8460 section 5.3, D27). Immutable.
 */
public final class Reporter {
    private static final int MAX_ORGANIZATION_OCTETS = 1_000;

    private final String organizationName;
    private final String localPart;
    private final PolicyDomain domain;

    private Reporter(String organizationName, String localPart, PolicyDomain domain) {
        this.organizationName = organizationName;
        this.localPart = localPart;
        this.domain = domain;
    }

    /**
     * Who reports.
     *
     * @param organizationName the name of the organisation, for people
     * @param contact where people write to about reports: one address such as {@code tls-reports@sender.example}, without a
     *     name, angle brackets or {@code mailto:}
     * @return the reporter; its domain is that of the contact
     * @throws IllegalArgumentException when one of them cannot stand in a report; says which and why
     */
    public static Reporter of(String organizationName, String contact) {
        if (organizationName.isBlank()
                || organizationName.getBytes(StandardCharsets.UTF_8).length > MAX_ORGANIZATION_OCTETS
                || organizationName.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("organizationName is \"" + organizationName
                    + "\": it must be a name of at most " + MAX_ORGANIZATION_OCTETS
                    + " octets, without control characters");
        }
        int at = contact.lastIndexOf('@');
        String local = at < 0 ? "" : contact.substring(0, at);
        Optional<PolicyDomain> domain = at < 0 ? Optional.empty() : PolicyDomain.parse(contact.substring(at + 1));
        if (!DotAtom.matches(local) || domain.isEmpty()) {
            throw new IllegalArgumentException(
                    "contact is \"" + contact
                            + "\": it must be one mail address without name or angle brackets, such as tls-reports@sender.example");
        }
        return new Reporter(organizationName, local, domain.get());
    }

    /**
     * Requires that a domain that is configured elsewhere is this one's.
     *
     * @param what names the setting
     * @param other the domain
     * @throws IllegalArgumentException when it is another (RFC 8460 section 5.3, D27)
     */
    public void requireDomain(String what, String other) {
        if (!PolicyDomain.parse(other).equals(Optional.of(domain))) {
            throw new IllegalArgumentException(what + " is " + other + ", and the contact " + contact() + " is of "
                    + domain + ": they must have one domain (RFC 8460 section 5.3)");
        }
    }

    /**
     * The name of the organisation.
     *
     * @return for people
     */
    public String organizationName() {
        return organizationName;
    }

    /**
     * Where people write to about reports.
     *
     * @return an addr-spec, its domain in A-labels
     */
    public String contact() {
        return localPart + "@" + domain;
    }

    /**
     * The submitter.
     *
     * @return the domain of the contact
     */
    public PolicyDomain domain() {
        return domain;
    }

    @Override
    public String toString() {
        return organizationName + " <" + contact() + ">";
    }
}
