package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.acme.AcmeSettings;
import io.github.mtasts.tool.acme.ChallengeKind;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.ListenAddress;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Reads a configuration file (Java properties) and names everything that is wrong with it. Not thread-safe. */
final class ConfigReader {
    private static final Set<String> KEYS = Set.of(
            "listen",
            "policies",
            "delegations",
            "state",
            "certificates",
            "proxied",
            "status",
            "acme.directory",
            "acme.terms-agreed",
            "acme.contact",
            "acme.challenge",
            "acme.http-listen",
            "acme.trust");

    private final Properties values = new Properties();
    private final List<String> faults = new ArrayList<>();
    private final Path folder;

    private ConfigReader(Path file) {
        this.folder = file.toAbsolutePath().resolveSibling("");
    }

    /** Relative names in the file start from its folder. */
    static PublishConfig read(Path file) throws IOException {
        ConfigReader reader = new ConfigReader(file);
        try (Reader text = Files.newBufferedReader(file)) {
            reader.values.load(text);
        } catch (IllegalArgumentException e) {
            throw wrong(file, e.getMessage());
        }
        PublishConfig config = reader.config();
        if (!reader.faults.isEmpty()) {
            throw wrong(file, String.join("; ", reader.faults));
        }
        return config;
    }

    private static CommandFailure wrong(Path file, @Nullable String what) {
        return new CommandFailure(ExitStatus.WRONG_ARGUMENTS, file + ": " + what);
    }

    private PublishConfig config() {
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                faults.add(key + " is no setting");
            }
        }
        Path policies = path("policies");
        Path state = path("state");
        Path certificates = path("certificates");
        if (policies == null || !Files.isDirectory(policies)) {
            faults.add("policies is not a folder that exists");
        }
        if (state == null) {
            faults.add("state is missing: a folder for what the service must not forget");
        }
        Path required = folder; // stands in for what is missing: the faults are thrown
        Optional<AcmeSettings> acme = acme(state == null ? required : state);
        if ((certificates == null) == acme.isEmpty()) {
            faults.add("either certificates or acme.directory is needed, and not both");
        }
        List<InetSocketAddress> listen = addresses("listen");
        if (listen.isEmpty()) {
            faults.add("listen is missing, such as 0.0.0.0:443, [::]:443");
        }
        return new PublishConfig(
                listen,
                policies == null ? required : policies,
                path("delegations"),
                state == null ? required : state,
                certificates,
                acme,
                challengeListen(acme),
                isTrue("proxied"),
                status());
    }

    private Optional<AcmeSettings> acme(Path state) {
        String directory = value("acme.directory");
        if (directory == null) {
            return Optional.empty();
        }
        URI uri = URI.create("https://invalid.invalid/");
        try {
            uri = new URI(directory);
        } catch (URISyntaxException e) {
            faults.add("acme.directory is not a URL");
        }
        if (!"https".equals(uri.getScheme())) {
            faults.add("acme.directory is not an https URL");
        }
        if (!isTrue("acme.terms-agreed")) {
            faults.add("acme.terms-agreed is not true: read the terms of the authority, and agree to them there");
        }
        return Optional.of(
                new AcmeSettings(uri, value("acme.contact"), challenge(), path("acme.trust"), state.resolve("acme")));
    }

    private ChallengeKind challenge() {
        String token = values.getProperty("acme.challenge", ChallengeKind.TLS_ALPN_01.token());
        for (ChallengeKind kind : ChallengeKind.values()) {
            if (kind.token().equals(token.strip())) {
                return kind;
            }
        }
        faults.add("acme.challenge is neither tls-alpn-01 nor http-01");
        return ChallengeKind.TLS_ALPN_01;
    }

    private List<InetSocketAddress> challengeListen(Optional<AcmeSettings> acme) {
        List<InetSocketAddress> addresses = addresses("acme.http-listen");
        boolean isNeeded =
                acme.filter(each -> each.challenge() == ChallengeKind.HTTP_01).isPresent();
        if (isNeeded == addresses.isEmpty()) {
            faults.add("acme.http-listen goes with acme.challenge = http-01, such as 0.0.0.0:80");
        }
        return addresses;
    }

    private @Nullable InetSocketAddress status() {
        List<InetSocketAddress> addresses = addresses("status");
        if (addresses.isEmpty()) {
            return null;
        }
        if (addresses.size() > 1 || !addresses.get(0).getAddress().isLoopbackAddress()) {
            faults.add("status is not one loopback address, such as 127.0.0.1:9470");
        }
        return addresses.get(0);
    }

    private List<InetSocketAddress> addresses(String key) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        String text = value(key);
        if (text != null) {
            for (String each : text.split(",", -1)) {
                try {
                    addresses.add(new ListenAddress().convert(each.strip()));
                } catch (TypeConversionException e) {
                    faults.add(key + ": " + e.getMessage());
                }
            }
        }
        return addresses;
    }

    private boolean isTrue(String key) {
        String text = value(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            faults.add(key + " is neither true nor false");
        }
        return "true".equals(text);
    }

    private @Nullable Path path(String key) {
        String text = value(key);
        return text == null ? null : folder.resolve(text);
    }

    private @Nullable String value(String key) {
        String text = values.getProperty(key, "").strip();
        return text.isEmpty() ? null : text;
    }
}
