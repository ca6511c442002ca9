package io.github.mtasts.dns;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Checks what look-ups and builders get: names and servers. */
final class LookupArguments {
    private static final int MAX_NAME_CHARS = 253;

    private LookupArguments() {}

    /** Whether a name has more than 253 characters, so that it cannot exist in the DNS. */
    static boolean isTooLong(String name) {
        return name.length() - (name.endsWith(".") ? 1 : 0) > MAX_NAME_CHARS;
    }

    /** The name for dnsjava, or null. Refuses its escapes and its {@code @} for the root. */
    static @Nullable Name parse(String name) {
        if (isTooLong(name) || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')) {
            return null;
        }
        try {
            Name parsed = Name.fromString(name, Name.root);
            return parsed.equals(Name.root) ? null : parsed;
        } catch (TextParseException e) {
            return null;
        }
    }

    /** The servers, when there are one to so many and each has an IP address. */
    static List<InetSocketAddress> servers(String builder, int most, InetSocketAddress... servers) {
        if (servers.length == 0 || servers.length > most) {
            throw new IllegalArgumentException(
                    builder + ".server got " + servers.length + " servers: expected 1 to " + most);
        }
        for (InetSocketAddress server : servers) {
            if (server.isUnresolved()) {
                throw new IllegalArgumentException(builder + ".server got " + server
                        + ", which is not resolved: expected an IP address and a port");
            }
        }
        return List.of(servers);
    }
}
