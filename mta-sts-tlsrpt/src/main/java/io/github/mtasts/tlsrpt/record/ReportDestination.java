package io.github.mtasts.tlsrpt.record;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A destination of reports. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public sealed interface ReportDestination {
    /**
     * Returns the destination as a URI in printable ASCII. Equal destinations have equal URIs.
     *
     * @return such as {@code mailto:reports@example.com}
     */
    String uri();

    /**
     * Parses a URI that {@link #uri()} returned.
     *
     * @param uri the URI
     * @return the destination; empty if the text is not a destination
     */
    static Optional<ReportDestination> parse(String uri) {
        DestinationReader reader = new DestinationReader();
        return Optional.ofNullable(reader.read(uri));
    }

    /**
     * A mailto destination.
     *
     * @param uri as {@link #uri()}
     * @param addresses one or more, decoded, each a plain addr-spec whose domain is in A-labels (D20)
     */
    record Mail(String uri, List<String> addresses) implements ReportDestination {
        /**
         * Copies the list.
         *
         * @param uri as {@link #uri()}
         * @param addresses one or more
         */
        public Mail {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * An https destination.
     *
     * @param uri as {@link #uri()}
     * @param target the URI with its path and query as received (D20); its host is a domain name
     */
    record Https(String uri, URI target) implements ReportDestination {}
}
