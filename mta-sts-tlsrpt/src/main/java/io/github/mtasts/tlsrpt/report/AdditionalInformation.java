package io.github.mtasts.tlsrpt.report;

import io.github.mtasts.tlsrpt.store.DetailKey;
import io.github.mtasts.tlsrpt.store.ReportKey;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Makes the {@code additional-information} of failure details: an absolute URI where a person finds more (RFC 8460 section
 * 4.4). Immutable.
 */
public final class AdditionalInformation {
    /** None is given. */
    public static final AdditionalInformation NONE = new AdditionalInformation("");

    private final String template;

    private AdditionalInformation(String template) {
        this.template = template;
    }

    /**
     * A URI for each failure detail.
     *
     * @param template an absolute URI in which {@code {domain}} and {@code {result-type}} are replaced, such as
     *     {@code https://sender.example/tls?domain={domain}&type={result-type}}
     * @return what makes them
     * @throws IllegalArgumentException when it makes no absolute URI
     */
    public static AdditionalInformation template(String template) {
        AdditionalInformation made = new AdditionalInformation(template);
        try {
            URI uri = new URI(made.fill("example.com", "validation-failure"));
            if (uri.isAbsolute()) {
                return made;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("additionalInformation: \"" + template + "\" makes no URI", e);
        }
        throw new IllegalArgumentException("additionalInformation: \"" + template
                + "\" makes no absolute URI; expected one such as https://sender.example/tls?domain={domain}");
    }

    /** The URI of a detail, or nothing. Both values are made of letters, digits, hyphens, dots and underscores. */
    String uri(ReportKey report, DetailKey detail) {
        return fill(report.domain().name(), detail.type().token());
    }

    private String fill(String domain, String resultType) {
        return template.replace("{domain}", domain).replace("{result-type}", resultType);
    }
}
