package io.github.mtasts.james;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.smtp.SmartHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code gateway}: the smart hosts that take all mail. Immutable.
 *
 * @param hosts in the order of the option
 */
record Gateways(List<SmartHost> hosts) {
    static final Gateways NONE = new Gateways(List.of());

    Gateways {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads the option.
     *
     * @param text hosts such as {@code relay.example.com:587, [192.0.2.1]}
     * @param port for hosts without one; null for 25, or 465 with implicit TLS
     * @param user null when no password is needed
     * @throws OptionException when a host is none, or the password is missing
     */
    static Gateways of(
            String text, @Nullable Integer port, boolean implicitTls, @Nullable String user, @Nullable String password)
            throws OptionException {
        if (user != null && password == null) {
            throw new OptionException("The option gatewayUsername needs gatewayPassword: set both, or remove it.");
        }
        List<SmartHost> hosts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            try {
                SmartHost host = host(part.strip(), port, implicitTls);
                hosts.add(user == null || password == null ? host : host.login(user, password));
            } catch (IllegalArgumentException e) {
                throw new OptionException(
                        "The option gateway has \"" + part.strip()
                                + "\": expected hosts such as relay.example.com:587 or [192.0.2.1]. " + e.getMessage(),
                        e);
            }
        }
        return new Gateways(hosts);
    }

    private static SmartHost host(String part, @Nullable Integer standard, boolean implicitTls) {
        int bracket = part.lastIndexOf(']');
        int colon = part.lastIndexOf(':');
        boolean hasPort = colon > bracket && (bracket >= 0 || part.indexOf(':') == colon);
        String name = hasPort ? part.substring(0, colon) : part;
        SmartHost host = SmartHost.of(unbracketed(name));
        host = implicitTls ? host.implicitTls() : host;
        String port = hasPort ? part.substring(colon + 1) : null;
        if (port != null && !port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("The port is no number.");
        }
        return port != null ? host.port(Integer.parseInt(port)) : standard != null ? host.port(standard) : host;
    }

    /** Takes a name out of brackets, which are for addresses. */
    private static String unbracketed(String name) {
        return name.startsWith("[")
                        && name.endsWith("]")
                        && MxHost.parseAddress(name).isEmpty()
                ? name.substring(1, name.length() - 1)
                : name;
    }
}
