package io.github.mtasts.tlsrpt.report;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.internal.DotAtom;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The reporting organisation. Its domain is the same in the contact address, as the submitter, as the sender of mail
 * and in the DKIM signature (RFC 8460 section 5.3, D27). Immutable.
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
     * Creates a reporter.
     *
     * @param organizationName the name of the organisation
     * @param contact the contact for questions about reports: one address such as {@code tls-reports@sender.example},
     *     without display name, angle brackets or {@code mailto:}
     * @return the reporter; its domain is that of the contact
     * @throws IllegalArgumentException if a value cannot be used in a report; the message names it and the reason
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
                            + "\": it must be one mail address without display name or angle brackets, such as tls-reports@sender.example");
        }
        return new Reporter(organizationName, local, domain.get());
    }

    /**
     * Returns the name of the organisation.
     *
     * @return the organization-name of reports
     */
    public String organizationName() {
        return organizationName;
    }

    /**
     * Returns the contact address.
     *
     * @return an addr-spec with its domain in A-labels
     */
    public String contact() {
        return localPart + "@" + domain;
    }

    /**
     * Returns the submitter.
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
