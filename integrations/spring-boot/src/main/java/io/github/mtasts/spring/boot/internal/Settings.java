package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.failure.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns texts of properties into values; a failure is a {@link SettingException} that names the property. */
final class Settings {
    private static final int DNS = 53;
    private static final int MAX_PORT = 65_535;
    /** An IPv4 address, or an IPv6 address in brackets, with or without a port; or an IPv6 address alone. */
    private static final Pattern SERVER =
            Pattern.compile("(?:([0-9.]+)|\\[([0-9a-fA-F:.]+)])(?::([0-9]{1,5}))?|([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)");

    private Settings() {}

    /** Something that may fail for a wrong value. */
    interface Making<T> {
        T make() throws IOException;
    }

    /** Makes a part from a property whose value the library may refuse. */
    static <T> T made(String property, String value, String action, Making<T> making) {
        try {
            return making.make();
        } catch (IOException | IllegalArgumentException | IllegalStateException | StoreException e) {
            throw new SettingException(property + " is " + value + ": " + e.getMessage(), action, e);
        }
    }

    static String required(@Nullable String value, String property, String example) {
        if (value == null || value.isBlank()) {
            throw new SettingException(property + " is not set.", "Set " + property + " to " + example + ".");
        }
        return value.strip();
    }

    static InetSocketAddress[] servers(List<String> texts) {
        return texts.stream().map(Settings::server).toArray(InetSocketAddress[]::new);
    }

    private static InetSocketAddress server(String text) {
        Matcher server = SERVER.matcher(text.strip());
        if (server.matches()) {
            String host = server.group(1) != null
                    ? server.group(1)
                    : server.group(2) != null ? server.group(2) : server.group(4);
            int port = server.group(3) == null ? DNS : Integer.parseInt(server.group(3));
            InetAddress address = literal(host);
            if (address != null && port > 0 && port <= MAX_PORT) {
                return new InetSocketAddress(address, port);
            }
        }
        throw new SettingException(
                "mta-sts.dns.servers has \"" + text + "\", which is no IP address.",
                "Set mta-sts.dns.servers to IP addresses of name servers, such as 192.0.2.53 or [2001:db8::53]:53.");
    }

    static InetAddress address(String property, String text) {
        InetAddress address = literal(text.strip());
        if (address == null) {
            throw new SettingException(
                    property + " is \"" + text + "\", which is no IP address.",
                    "Set " + property + " to the public IP address of this server, such as 192.0.2.1.");
        }
        return address;
    }

    /** Reads an address without a look-up; null for anything else. */
    private static @Nullable InetAddress literal(@Nullable String text) {
        try {
            return text != null && text.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                    ? InetAddress.getByName(text)
                    : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
