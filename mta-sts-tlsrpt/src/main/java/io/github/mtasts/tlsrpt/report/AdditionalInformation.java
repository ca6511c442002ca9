package io.github.mtasts.tlsrpt.report;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Generates the {@code additional-information} of failure details: an absolute URI with further information for a person
 * (RFC 8460 section 4.4). Immutable.
 */
public final class AdditionalInformation {
    /** Generates no URI. */
    public static final AdditionalInformation NONE = new AdditionalInformation("");

    private final String template;

    private AdditionalInformation(String template) {
        this.template = template;
    }

    /**
     * Creates a generator from a template.
     *
     * @param template an absolute URI in which {@code {domain}} and {@code {result-type}} are replaced, such as
     *     {@code https://sender.example/tls?domain={domain}&type={result-type}}
     * @return the generator
     * @throws IllegalArgumentException if the result would not be an absolute URI
     */
    public static AdditionalInformation template(String template) {
        AdditionalInformation made = new AdditionalInformation(template);
        try {
            URI uri = new URI(made.fill("example.com", "validation-failure"));
            if (uri.isAbsolute()) {
                return made;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("additionalInformation \"" + template + "\" is not a URI", e);
        }
        throw new IllegalArgumentException("additionalInformation \"" + template
                + "\" is not an absolute URI; expected one such as https://sender.example/tls?domain={domain}");
    }

    /**
     * Returns the URI of a failure.
     *
     * @param domain the reported domain
     * @param type the result type of the failure
     * @return an absolute URI; empty for {@link #NONE}
     */
    public String uri(PolicyDomain domain, ResultType type) {
        // Both values consist of letters, digits, hyphens, dots and underscores.
        return fill(domain.name(), type.token());
    }

    private String fill(String domain, String resultType) {
        return template.replace("{domain}", domain).replace("{result-type}", resultType);
    }
}
