package io.github.mtasts.james;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.trust.Revocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.configuration2.Configuration;
import org.apache.james.util.DurationParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code mta-sts.properties} as a whole: all that is wrong is in one message, so that a file is corrected in one go. Not
 * thread-safe.
 */
final class SettingsReader {
    private static final String FILE = "mta-sts.properties";
    private static final String SQLITE_FILE = "file://var/mta-sts.db";
    private static final int DNS_PORT = 53;
    private static final Duration LONGEST = Duration.ofDays(366);
    /** An IPv4 address, or an IPv6 address in brackets, with or without a port; or an IPv6 address alone. */
    private static final Pattern SERVER =
            Pattern.compile("(?:([\\d.]+)|\\[([0-9a-fA-F:.]+)])(?::(\\d{1,5}))?|([0-9a-fA-F:.]+)");

    private final Map<String, List<String>> values = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    private SettingsReader(@Nullable Configuration file) {
        if (file != null) {
            for (Iterator<String> keys = file.getKeys(); keys.hasNext(); ) {
                String key = keys.next();
                values.put(
                        key,
                        Arrays.stream(file.getStringArray(key))
                                .map(String::strip)
                                .toList());
            }
        }
    }

    /**
     * Reads the file.
     *
     * @param file null where there is none, for the defaults
     * @throws OptionException when a key is unknown or a value wrong; the message names them all
     */
    static Settings read(@Nullable Configuration file) throws OptionException {
        SettingsReader reader = new SettingsReader(file);
        Settings settings = reader.settings();
        reader.values.keySet().forEach(key -> reader.faults.add(key + " is not a setting"));
        if (!reader.faults.isEmpty()) {
            throw new OptionException(FILE + ": " + String.join("; ", reader.faults) + ".");
        }
        return settings;
    }

    private Settings settings() {
        return new Settings(
                new Settings.Dns(
                        list("dns.servers").stream()
                                .flatMap(each -> server(each).stream())
                                .toList(),
                        duration("dns.timeout", Duration.ofSeconds(5))),
                dane(),
                store(),
                text("rules.file"),
                duration("rules.reloadEvery", Duration.ofMinutes(1)),
                text("trust.file"),
                flag("trust.revocation", false) ? Revocation.SOFT_FAIL : Revocation.OFF,
                new Settings.Refresh(
                        flag("refresh.enabled", true),
                        duration("refresh.every", Duration.ofDays(1)),
                        duration("refresh.unusedAfter", Duration.ofDays(30))),
                ownNames(),
                reporting());
    }

    private Optional<Settings.Dane> dane() {
        boolean enabled = flag("dane.enabled", false);
        Optional<String> trustAnchors = text("dane.trustAnchors");
        if (!enabled && trustAnchors.isPresent()) {
            faults.add("dane.trustAnchors is set, and dane.enabled is false: set it to true, or remove the other");
        }
        return enabled ? Optional.of(new Settings.Dane(trustAnchors)) : Optional.empty();
    }

    private Settings.Store store() {
        Settings.StoreType type = text("store")
                .map(name -> constant("store", name, Settings.StoreType.values()))
                .orElse(Settings.StoreType.SQLITE);
        Optional<String> url = text("store.url");
        boolean needsUrl = type == Settings.StoreType.POSTGRESQL || type == Settings.StoreType.REDIS;
        if (needsUrl && url.isEmpty()) {
            faults.add("store.url is missing: set it to "
                    + (type == Settings.StoreType.REDIS
                            ? "a URL such as redis://redis.example.com:6379"
                            : "a URL such as jdbc:postgresql://db.example.com/james"));
        }
        if (!needsUrl && url.isPresent()) {
            faults.add("store.url is set, and store is " + type.name().toLowerCase(Locale.ROOT)
                    + ": set store to postgresql or redis");
        }
        Optional<String> user = text("store.user");
        Optional<String> password = text("store.password");
        if (user.isPresent() != password.isPresent()) {
            faults.add("store.user and store.password belong together: set both or none");
        }
        return new Settings.Store(
                type,
                text("store.file").orElse(SQLITE_FILE),
                url,
                user,
                password,
                flag("store.deferWhenUnreadable", false));
    }

    private Optional<Settings.Reporting> reporting() {
        boolean enabled = flag("reporting.enabled", false);
        Optional<String> organization = text("reporting.organization");
        Optional<String> contact = text("reporting.contact");
        if (enabled && (organization.isEmpty() || contact.isEmpty())) {
            faults.add(
                    "reporting.organization and reporting.contact are needed: set them to the name of your organisation and to a"
                            + " mail address of it");
        }
        Optional<String> selector = text("reporting.dkim.selector");
        Optional<String> keyFile = text("reporting.dkim.keyFile");
        if (selector.isPresent() != keyFile.isPresent()) {
            faults.add(
                    "reporting.dkim.selector and reporting.dkim.keyFile belong together: set both, or none where a mailet of"
                            + " James signs the reports");
        }
        Settings.Reporting reporting = new Settings.Reporting(
                organization.orElse(""),
                contact.orElse(""),
                selector,
                keyFile,
                text("reporting.file"),
                text("reporting.dryRun"),
                text("reporting.publicAddress").flatMap(text -> address("reporting.publicAddress", text)));
        return enabled ? Optional.of(reporting) : Optional.empty();
    }

    private Set<MxHost> ownNames() {
        return list("ownNames").stream()
                .flatMap(name -> {
                    try {
                        return Optional.of(MxHost.of(name)).stream();
                    } catch (IllegalArgumentException e) {
                        faults.add("ownNames has \"" + name + "\": expected host names such as mail.example.com");
                        return Optional.<MxHost>empty().stream();
                    }
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    private Optional<InetSocketAddress> server(String text) {
        Matcher server = SERVER.matcher(text);
        if (!server.matches()) {
            faults.add("dns.servers has \"" + text + "\": expected addresses such as 192.0.2.53 or [2001:db8::53]:53");
            return Optional.empty();
        }
        String host =
                server.group(1) != null ? server.group(1) : server.group(2) != null ? server.group(2) : server.group(4);
        int port = server.group(3) == null ? DNS_PORT : Integer.parseInt(server.group(3));
        if (port < 1 || port > 65_535) {
            faults.add("dns.servers has \"" + text + "\": its port is not one");
            return Optional.empty();
        }
        return address("dns.servers", host).map(address -> new InetSocketAddress(address, port));
    }

    private Optional<InetAddress> address(String key, String text) {
        try {
            if (text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                return Optional.of(InetAddress.getByName(text));
            }
        } catch (UnknownHostException e) {
            // told below, like any other text
        }
        faults.add(key + " is \"" + text + "\": expected an IP address");
        return Optional.empty();
    }

    private List<String> list(String key) {
        List<String> list = values.remove(key);
        return list == null
                ? List.of()
                : list.stream().filter(each -> !each.isEmpty()).toList();
    }

    /** A text with commas comes as a list from James' reader of properties. */
    private Optional<String> text(String key) {
        List<String> list = list(key);
        return list.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", list));
    }

    private boolean flag(String key, boolean standard) {
        String value = text(key).orElse(Boolean.toString(standard)).toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            faults.add(key + " is \"" + value + "\": expected true or false");
        }
        return value.equals("true");
    }

    private Duration duration(String key, Duration standard) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            Duration duration = DurationParser.parse(text.get());
            boolean hasUnit = !text.get().matches("\\d+"); // without one James means milliseconds, and nobody else does
            if (hasUnit && duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // told below
        }
        faults.add(key + " is \"" + text.get() + "\": expected a time such as 5s, 1h or 30d");
        return standard;
    }

    private <E extends Enum<E>> E constant(String key, String name, E[] constants) {
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(name)) {
                return constant;
            }
        }
        faults.add(key + " is \"" + name + "\": expected one of "
                + Arrays.stream(constants)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
        return constants[0];
    }
}
