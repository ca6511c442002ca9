package io.github.mtasts.tool.postfix;

import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tool.file.LimitedFile;
import io.github.mtasts.tool.postfix.Settings.Listen;
import io.github.mtasts.tool.postfix.Settings.SocketFile;
import io.github.mtasts.tool.postfix.Settings.StoreType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the configuration file as a whole: all that is wrong is told at once, so that a file is corrected in one go. Nothing is
 * opened or asked. For one thread.
 */
final class SettingsReader {
    static final Path DEFAULT_CONTROL = Path.of("/run/mta-sts/control.sock");

    private static final int MAX_OCTETS = 1 << 20;
    private static final int DNS_PORT = 53;
    private static final int SMTP_PORT = 25;
    private static final String UNIX = "unix:";

    private final Values values;

    private SettingsReader(Values values) {
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException when a setting is unknown, wrong or missing; it names them all
     * @throws IOException when the file cannot be read
     */
    static Settings read(Path file, Path workingDirectory) throws ConfigException, IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: name the file in it");
        }
        try {
            return parse(LimitedFile.textOfAnyKind(file, MAX_OCTETS), workingDirectory);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not in UTF-8: save it in that encoding", e);
        }
    }

    /** Reads a text, as {@link #read} does. */
    static Settings parse(String text, Path workingDirectory) throws ConfigException {
        ConfigLines lines = new ConfigLines(text);
        Settings settings = new SettingsReader(new Values(lines, workingDirectory)).settings();
        lines.end();
        return settings;
    }

    private Settings settings() {
        return new Settings(
                listen(),
                level(),
                store(),
                new Settings.Dns(
                        servers(),
                        values.time(
                                "dns.timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(20))),
                // An answer within 20 seconds, with room for a last look at the store.
                new Settings.Lookup(
                        values.time(
                                "lookup.wait", Duration.ofSeconds(18), Duration.ofMillis(1), Duration.ofSeconds(18)),
                        values.flag("lookup.alwaysCheck", false)),
                rules(),
                values.path("trust.file"),
                new Settings.Refresh(
                        values.flag("refresh.enabled", true),
                        values.time("refresh.every", Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofDays(7)),
                        values.time(
                                "refresh.unusedAfter", Duration.ofDays(30), Duration.ofDays(2), Duration.ofDays(366))),
                http(),
                socket("control.socket", DEFAULT_CONTROL, "0600"),
                reporting());
    }

    private List<Listen> listen() {
        List<String> places = values.list("listen");
        if (places.isEmpty()) {
            values.missing("unix:/run/mta-sts/postfix.sock, 127.0.0.1:8461 or inherited");
        }
        List<Path> files = new ArrayList<>();
        List<Listen> others = new ArrayList<>();
        for (String place : places) {
            if (place.startsWith(UNIX)) {
                values.pathIn(place.substring(UNIX.length())).ifPresent(files::add);
            } else if (place.equals("inherited")) {
                others.add(new Listen.Inherited());
            } else {
                loopback(place).ifPresent(address -> others.add(new Listen.Loopback(address)));
            }
        }
        String mode = values.mode("listen.mode", "0660");
        Optional<String> group = values.text("listen.group");
        List<Listen> all = new ArrayList<>();
        files.forEach(file -> all.add(new Listen.Unix(new SocketFile(file, mode, group))));
        all.addAll(others);
        return List.copyOf(all);
    }

    /** Who can ask can make this host look up any domain, and the control of it is nobody else's: loopback only. */
    private Optional<InetSocketAddress> loopback(String text) {
        Optional<InetSocketAddress> address = values.address(text, 0);
        if (address.isPresent() && !address.get().getAddress().isLoopbackAddress()) {
            values.refuse(text, "an address of the loopback interface, such as 127.0.0.1:8461");
            return Optional.empty();
        }
        return address;
    }

    private boolean level() {
        Optional<String> level = values.text("postfix.level");
        if (level.isPresent() && !level.get().equals("may") && !level.get().equals("other")) {
            values.refuse(level.get(), "may where smtp_tls_security_level of Postfix is may, else other");
        }
        return level.filter("may"::equals).isPresent();
    }

    private Settings.Store store() {
        StoreType type = values.constant("store", StoreType.SQLITE, StoreType.values());
        Optional<String> url = values.text("store.url");
        boolean needsUrl = type == StoreType.POSTGRESQL || type == StoreType.REDIS;
        if (needsUrl && url.isEmpty()) {
            values.missing(
                    type == StoreType.REDIS
                            ? "a URL such as redis://redis.example.com:6379"
                            : "a URL such as jdbc:postgresql://db.example.com/mail");
        }
        if (!needsUrl && url.isPresent()) {
            values.refuseTogether("store.url is set, and store is neither postgresql nor redis: remove one of them");
        }
        Optional<String> user = values.text("store.user");
        Optional<String> password = values.text("store.password");
        if (user.isPresent() != password.isPresent()) {
            values.refuseTogether("store.user and store.password belong together: set both or none");
        }
        return new Settings.Store(
                type,
                values.path("store.file").orElse(Path.of("/var/lib/mta-sts/policies.db")),
                url,
                user,
                password,
                values.flag("store.waitWhenUnreadable", true));
    }

    private List<InetSocketAddress> servers() {
        return values.list("dns.servers").stream()
                .flatMap(text -> values.address(text, DNS_PORT).stream())
                .toList();
    }

    private Optional<Settings.Rules> rules() {
        Duration every = values.time("rules.reloadEvery", Duration.ofMinutes(1));
        return values.path("rules.file").map(file -> new Settings.Rules(file, every));
    }

    private Optional<InetSocketAddress> http() {
        return values.text("http.listen").flatMap(this::loopback);
    }

    private Optional<SocketFile> socket(String key, Path standard, String mode) {
        Optional<String> text = values.text(key);
        if (text.isPresent() && text.get().equals("none")) {
            values.mode(key + ".mode", mode);
            values.text(key + ".group");
            return Optional.empty();
        }
        return Optional.of(socketAt(key, text.flatMap(values::pathIn).orElse(standard), mode));
    }

    private SocketFile socketAt(String key, Path path, String mode) {
        return new SocketFile(path, values.mode(key + ".mode", mode), values.text(key + ".group"));
    }

    private Optional<Settings.Reporting> reporting() {
        boolean enabled = values.flag("reporting.enabled", false);
        String organization = needed(enabled, "reporting.organization", "the name of your organisation");
        String contact = needed(enabled, "reporting.contact", "a mail address of it, from which reports are sent");
        if (!organization.isEmpty() && !contact.isEmpty()) {
            refuseWrongReporter(organization, contact);
        }
        String socketKey = "reporting.socket";
        SocketFile socket =
                socketAt(socketKey, values.path(socketKey).orElse(Path.of("/run/mta-sts/tlsrpt.sock")), "0660");
        Optional<InetSocketAddress> smtp =
                values.text("reporting.smtp").flatMap(text -> values.address(text, SMTP_PORT));
        Optional<String> selector = values.text("reporting.dkim.selector");
        Optional<Path> keyFile = values.path("reporting.dkim.keyFile");
        if (selector.isPresent() != keyFile.isPresent()) {
            values.refuseTogether(
                    "reporting.dkim.selector and reporting.dkim.keyFile belong together: set both, or none where"
                            + " a filter of Postfix signs the reports");
        }
        Optional<Path> file = values.path("reporting.file");
        Optional<Path> dryRun = values.path("reporting.dryRun");
        Optional<String> publicAddress = values.text("reporting.publicAddress");
        Settings.Reporting reporting = new Settings.Reporting(
                organization,
                contact,
                socket,
                smtp.orElse(new InetSocketAddress(InetAddress.getLoopbackAddress(), SMTP_PORT)),
                selector.flatMap(name -> keyFile.map(key -> new Settings.Dkim(name, key))),
                file,
                dryRun,
                publicAddress.flatMap(text -> {
                    var address = values.literal(text);
                    if (address.isEmpty()) {
                        values.refuse(text, "an IP address");
                    }
                    return address;
                }));
        return enabled ? Optional.of(reporting) : Optional.empty();
    }

    private void refuseWrongReporter(String organization, String contact) {
        try {
            var unused = Reporter.of(organization, contact);
        } catch (IllegalArgumentException e) {
            values.refuseTogether("reporting.organization or reporting.contact cannot be used: " + e.getMessage());
        }
    }

    private String needed(boolean isNeeded, String key, String example) {
        Optional<String> text = values.text(key);
        if (isNeeded && text.isEmpty()) {
            values.missing(example);
        }
        return text.orElse("");
    }
}
