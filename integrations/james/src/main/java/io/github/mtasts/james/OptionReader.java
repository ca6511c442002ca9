package io.github.mtasts.james;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.mailet.MailetConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the options of a mailet. Each option of the stock RemoteDelivery is known with its default; one that is unknown, wrong, or
 * that contradicts a policy is an {@link OptionException}, so that James does not start with less protection than was asked for.
 */
final class OptionReader {
    private static final Logger LOG = LoggerFactory.getLogger(OptionReader.class);

    private static final int DEFAULT_RETRIES = 5;
    private static final int DEFAULT_TIMEOUT = 180_000;
    private static final int DEFAULT_CONNECTION_TIMEOUT = 60_000;
    private static final int DEFAULT_THREADS = 100;
    private static final int MAX_THREADS = 2_000;

    /** Options that change nothing here, because the library does it in any case. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("starttls", "debug");

    private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private OptionReader(MailetConfig config) throws OptionException {
        for (Iterator<String> names = config.getInitParameterNames(); names.hasNext(); ) {
            String name = names.next();
            String value = config.getInitParameter(name);
            String stripped = value == null ? "" : value.strip();
            String other = values.putIfAbsent(name, stripped);
            if (other != null && !other.equals(stripped)) {
                throw new OptionException(
                        "The option " + name + " is there twice, with different values: remove one of them.");
            }
        }
    }

    /**
     * Reads all options of a mailet.
     *
     * @throws OptionException when one is unknown, wrong or contradicting; the message names it
     */
    static DeliveryOptions read(MailetConfig config) throws OptionException {
        return new OptionReader(config).read();
    }

    private DeliveryOptions read() throws OptionException {
        MailProperties.move(values);
        refuseContradictions();
        Gateways gateways = gateways();
        DeliveryOptions options = new DeliveryOptions(
                text("outgoing", "outgoingQueue").orElse("outgoing"),
                delays(),
                number("maxDnsProblemRetries", 0, 0, Integer.MAX_VALUE),
                Duration.ofMillis(number("timeout", DEFAULT_TIMEOUT, 1, Integer.MAX_VALUE)),
                Duration.ofMillis(number("connectiontimeout", DEFAULT_CONNECTION_TIMEOUT, 1, Integer.MAX_VALUE)),
                flag("sendpartial", false),
                flag("loadBalancing", true),
                flag("usePriority", false),
                gateways.hosts(),
                text("heloName").orElse(null),
                bind(),
                text("bounceProcessor"),
                text("onSuccess"),
                number("deliveryThreads", DEFAULT_THREADS, 1, MAX_THREADS));
        for (String name : WITHOUT_EFFECT) {
            if (flag(name, false)) {
                LOG.info("The option {} has no effect: {}", name, reason(name));
            }
        }
        if (!values.isEmpty()) {
            throw new OptionException(
                    "MtaStsRemoteDelivery has no option " + values.firstKey() + ": remove it, or correct its name.");
        }
        return options;
    }

    private static String reason(String name) {
        return name.equals("debug")
                ? "set the level of the loggers io.github.mtasts to DEBUG"
                : "STARTTLS is used wherever a host offers it";
    }

    private void refuseContradictions() throws OptionException {
        if (flag("sslTrustAllCerts", false)) {
            throw new OptionException(
                    "The option sslTrustAllCerts contradicts the policies of recipient domains, which ask for"
                            + " valid certificates: remove it. Trust a private authority by trust.file in mta-sts.properties.");
        }
        if (!flag("verifyServerIdentity", true)) {
            throw new OptionException(
                    "The option verifyServerIdentity=false contradicts the policies of recipient domains,"
                            + " which ask for certificates with the name of the host: remove it.");
        }
    }

    private Gateways gateways() throws OptionException {
        String hosts = text("gateway").orElse(null);
        Integer port = number("gatewayPort");
        boolean implicitTls = flag("sslEnable", false);
        String user = text("gatewayUsername", "gatewayusername").orElse(null);
        String password = secret("gatewayPassword");
        if (hosts == null && implicitTls) {
            throw new OptionException(
                    "The option sslEnable needs a gateway: MX hosts take mail at port 25, with STARTTLS. Remove"
                            + " it, or set gateway.");
        }
        return hosts == null ? Gateways.NONE : Gateways.of(hosts, port, implicitTls, user, password);
    }

    private Delays delays() throws OptionException {
        try {
            return Delays.of(
                    text("delayTime").orElse(null), number("maxRetries", DEFAULT_RETRIES, 0, Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new OptionException("The option " + e.getMessage() + ".", e);
        }
    }

    private @Nullable InetAddress bind() throws OptionException {
        String value = text("bind").orElse(null);
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-zA-Z:.%]*")) {
                return InetAddress.getByName(value);
            }
        } catch (UnknownHostException e) {
            throw new OptionException("The option bind is " + value + ": expected an IP address of this machine.", e);
        }
        throw new OptionException("The option bind is " + value + ": expected an IP address of this machine.");
    }

    /** Takes an option out; James' older documents spell some in other ways. Those that differ only in case are one here. */
    private Optional<String> text(String... spellings) throws OptionException {
        String found = null;
        for (String name : spellings) {
            String value = values.remove(name);
            if (value != null && found != null && !value.equals(found)) {
                throw new OptionException("The options " + List.of(spellings)
                        + " are the same, and have different values: remove" + " all but " + spellings[0] + ".");
            }
            if (value != null && !name.equals(spellings[0])) {
                LOG.warn("The option {} is obsolete: use {}", name, spellings[0]);
            }
            found = value == null ? found : value;
        }
        return found == null || found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private @Nullable String secret(String name) {
        return values.remove(name);
    }

    private boolean flag(String name, boolean standard) throws OptionException {
        String value = text(name).orElse(Boolean.toString(standard)).toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw new OptionException("The option " + name + " is " + value + ": expected true or false.");
        }
        return value.equals("true");
    }

    private @Nullable Integer number(String name) throws OptionException {
        return values.containsKey(name) ? (Integer) number(name, 0, 0, Integer.MAX_VALUE) : null;
    }

    private int number(String name, int standard, int least, int most) throws OptionException {
        String value = text(name).orElse(Integer.toString(standard));
        long number = value.matches("\\d{1,10}") ? Long.parseLong(value) : -1;
        if (number < least || number > most) {
            throw new OptionException("The option " + name + " is " + value + ": expected a number from " + least
                    + " to " + (most == Integer.MAX_VALUE ? "2147483647" : Integer.toString(most)) + ".");
        }
        return (int) number;
    }
}
