package io.github.mtasts.jakarta.mail;

import io.github.mtasts.cache.CacheListener;
import io.github.mtasts.outcome.MtaStsListener;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The properties that make a sender. Two sessions with equal settings share one. Immutable.
 *
 * @param ehloName the name of this server
 * @param cacheFile the SQLite file of policies; null to keep them in memory
 * @param rulesFile the operator's rules; null for none
 * @param trustFile the trusted roots as PEM; null for the platform's
 * @param dnsServers empty for those of the system
 * @param localAddress the address that connections come from; null for the system's choice
 * @param socketFactory null for the platform's
 * @param connectLimit null for the default
 * @param replyLimit null for the default
 * @param timeLimit null for the default
 * @param listener gets the events of the library and of its resolver; null for none
 * @param cacheListener gets the events of the policy file; null for none
 */
record SenderSettings(
        String ehloName,
        @Nullable String cacheFile,
        @Nullable String rulesFile,
        @Nullable String trustFile,
        List<InetSocketAddress> dnsServers,
        @Nullable InetAddress localAddress,
        @Nullable SocketFactory socketFactory,
        @Nullable Duration connectLimit,
        @Nullable Duration replyLimit,
        @Nullable Duration timeLimit,
        @Nullable MtaStsListener listener,
        @Nullable CacheListener cacheListener) {
    private static final String PREFIX = "mail.mta-sts.";
    private static final int DNS = 53;
    /** An IPv4 address, or an IPv6 address in brackets, with or without a port; or an IPv6 address alone. */
    private static final Pattern SERVER =
            Pattern.compile("(?:([\\d.]+)|\\[([0-9a-fA-F:.]+)])(?::(\\d{1,5}))?|([0-9a-fA-F:.]+)");

    /**
     * Reads the properties.
     *
     * @throws MessagingException when one is missing or wrong; the message names it
     */
    static SenderSettings of(Session session) throws MessagingException {
        String ehloName = session.getProperty(PREFIX + "localhost");
        ehloName = ehloName == null || ehloName.isBlank() ? session.getProperty("mail.smtp.localhost") : ehloName;
        if (ehloName == null || ehloName.isBlank()) {
            throw new MessagingException("The name of this server is not set, and servers refuse a made-up one: set "
                    + PREFIX + "localhost to its domain name, such as mail.example.com");
        }
        return new SenderSettings(
                ehloName.strip(),
                session.getProperty(PREFIX + "cache.file"),
                session.getProperty(PREFIX + "rules.file"),
                session.getProperty(PREFIX + "trust.file"),
                dnsServers(session.getProperty(PREFIX + "dns.servers")),
                address("localaddress", session.getProperty(PREFIX + "localaddress")),
                object(session, "socketFactory", SocketFactory.class),
                millis(session, "connectiontimeout"),
                millis(session, "timeout"),
                millis(session, "timelimit"),
                object(session, MtaStsTransport.LISTENER.substring(PREFIX.length()), MtaStsListener.class),
                object(session, "cache.listener", CacheListener.class));
    }

    private static <T> @Nullable T object(Session session, String name, Class<T> type) throws MessagingException {
        Object value = session.getProperties().get(PREFIX + name);
        if (value == null || type.isInstance(value)) {
            return value == null ? null : type.cast(value);
        }
        throw new MessagingException(PREFIX + name + " holds a "
                + value.getClass().getName() + ": put a " + type.getSimpleName() + " there, as an object");
    }

    private static @Nullable Duration millis(Session session, String name) throws MessagingException {
        String value = session.getProperty(PREFIX + name);
        if (value == null) {
            return null;
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new MessagingException(PREFIX + name + " is " + value + ": expected milliseconds");
        }
        return Duration.ofMillis(Long.parseLong(value));
    }

    private static List<InetSocketAddress> dnsServers(@Nullable String value) throws MessagingException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String each : value == null ? new String[0] : value.split(",", -1)) {
            Matcher server = SERVER.matcher(each.strip());
            String host = !server.matches()
                    ? null
                    : server.group(1) != null
                            ? server.group(1)
                            : server.group(2) != null ? server.group(2) : server.group(4);
            InetAddress address = host == null ? null : address("dns.servers", host);
            if (address == null) {
                throw new MessagingException(PREFIX + "dns.servers has \"" + each
                        + "\": expected addresses such as 192.0.2.53 or [2001:db8::53]:53");
            }
            String port = server.group(3);
            servers.add(new InetSocketAddress(address, port == null ? DNS : Integer.parseInt(port)));
        }
        return servers;
    }

    /** Reads an address; a name is refused, because it would have to be looked up. */
    private static @Nullable InetAddress address(String name, @Nullable String value) throws MessagingException {
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-zA-Z:.%]*")) {
                return InetAddress.getByName(value);
            }
            throw new MessagingException(PREFIX + name + " is " + value + ": expected an IP address");
        } catch (UnknownHostException e) {
            throw new MessagingException(PREFIX + name + " is " + value + ": expected an IP address", e);
        }
    }
}
