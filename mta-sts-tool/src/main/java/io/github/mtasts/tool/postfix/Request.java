package io.github.mtasts.tool.postfix;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request of socketmap_table(5): the name of a map, a space and a key. Immutable.
 *
 * @param map the name of the map
 * @param key what is looked up; what is no UTF-8 in it has become U+FFFD, which no domain name has
 */
record Request(String map, String key) {
    /** The longest request, in octets. */
    static final int LIMIT_OCTETS = 10_000;

    /** Reads a request; empty when it has no name or no key. */
    static Optional<Request> read(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        return space <= 0 || space == text.length() - 1
                ? Optional.empty()
                : Optional.of(new Request(text.substring(0, space), text.substring(space + 1)));
    }
}
