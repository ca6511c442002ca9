package io.github.mtasts.tlsrpt.record;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where a report goes. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public sealed interface ReportDestination {
    /**
     * The destination as a URI, printable ASCII. Equal destinations have equal URIs.
     *
     * @return such as {@code mailto:reports@example.com}
     */
    String uri();

    /**
     * Reads a destination that {@link #uri()} wrote.
     *
     * @param uri the URI
     * @return the destination, empty when the text is none
     */
    static Optional<ReportDestination> parse(String uri) {
        DestinationReader reader = new DestinationReader();
        return Optional.ofNullable(reader.read(uri));
    }

    /**
     * By mail.
     *
     * @param uri as {@link #uri()}
     * @param addresses one or more, decoded, each a plain addr-spec whose domain is in A-labels (D20)
     */
    record Mail(String uri, List<String> addresses) implements ReportDestination {
        /**
         * Keeps an unchangeable copy of the addresses.
         *
         * @param uri as {@link #uri()}
         * @param addresses one or more
         */
        public Mail {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * By POST.
     *
     * @param uri as {@link #uri()}
     * @param target the URI, its path and query as they were received (D20); its host is a domain name
     */
    record Https(String uri, URI target) implements ReportDestination {}
}
