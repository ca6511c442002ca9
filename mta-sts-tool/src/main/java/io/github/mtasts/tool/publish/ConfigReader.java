package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.acme.AcmeSettings;
import io.github.mtasts.tool.acme.ChallengeKind;
import io.github.mtasts.tool.acme.ExternalAccount;
import io.github.mtasts.tool.file.LimitedFile;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Reads a configuration file (Java properties) and names everything that is wrong with it. Not thread-safe. */
final class ConfigReader {
    private static final int MAX_OCTETS = 1 << 20;
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
            "acme.eab-key-id",
            "acme.eab-key-file",
            "acme.challenge",
            "acme.http-listen",
            "acme.trust");

    private final PropertyLines lines;
    private final List<String> faults;
    private final Path folder;

    private ConfigReader(Path file, String text) {
        this.folder = file.toAbsolutePath().resolveSibling("");
        this.lines = new PropertyLines(text);
        this.faults = new ArrayList<>(lines.faults());
    }

    /** Relative names in the file start from its folder. */
    static PublishConfig read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw wrong(file, "it is a folder: name the file in it");
        }
        ConfigReader reader;
        try {
            reader = new ConfigReader(file, LimitedFile.textOfAnyKind(file, MAX_OCTETS));
        } catch (CharacterCodingException e) {
            throw wrong(file, "it is not in UTF-8: save it in that encoding");
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
        for (String key : lines.keys()) {
            if (!KEYS.contains(key)) {
                fault(key, "is no setting: remove it, or compare its name with docs/publish.md");
            }
        }
        Path policies = path("policies");
        Path state = path("state");
        Path certificates = path("certificates");
        if (policies == null || !Files.isDirectory(policies)) {
            fault("policies", "is not a folder that exists: make it, with a file for each domain");
        }
        if (state == null) {
            fault("state", "is missing: a folder for what the service must not forget");
        }
        Path required = folder; // stands in for what is missing: the faults are thrown
        Optional<AcmeSettings> acme = acme(state == null ? required : state);
        if ((certificates == null) == acme.isEmpty()) {
            faults.add("either certificates or acme.directory is needed, and not both");
        }
        List<InetSocketAddress> listen = addresses("listen");
        if (listen.isEmpty()) {
            fault("listen", "is missing, such as 0.0.0.0:443, [::]:443");
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
            if (value("acme.eab-key-id") != null || value("acme.eab-key-file") != null) {
                fault("acme.eab-key-id", "goes with acme.directory");
            }
            return Optional.empty();
        }
        URI uri = URI.create("https://invalid.invalid/");
        try {
            uri = new URI(directory);
        } catch (URISyntaxException e) {
            fault("acme.directory", "is not a URL");
        }
        if (!"https".equals(uri.getScheme())) {
            fault("acme.directory", "is not an https URL");
        }
        if (!isTrue("acme.terms-agreed")) {
            fault("acme.terms-agreed", "is not true: read the terms of the authority, and agree to them there");
        }
        return Optional.of(new AcmeSettings(
                uri, value("acme.contact"), external(), challenge(), path("acme.trust"), state.resolve("acme")));
    }

    private @Nullable ExternalAccount external() {
        String keyId = value("acme.eab-key-id");
        Path keyFile = path("acme.eab-key-file");
        if (keyId != null && keyFile != null) {
            return external(new ExternalAccount(keyId, keyFile));
        }
        if (keyFile != null) {
            fault("acme.eab-key-id", "goes with acme.eab-key-file: the authority gives both");
        }
        if (keyId != null) {
            fault("acme.eab-key-file", "goes with acme.eab-key-id: the authority gives both");
        }
        return null;
    }

    private ExternalAccount external(ExternalAccount account) {
        try {
            account.key();
        } catch (IOException e) {
            faults.add(lines.at("acme.eab-key-file") + "acme.eab-key-file: " + Errors.reason(e));
        }
        return account;
    }

    private ChallengeKind challenge() {
        String token = value("acme.challenge");
        for (ChallengeKind kind : ChallengeKind.values()) {
            if (kind.token().equals(token)) {
                return kind;
            }
        }
        if (token != null) {
            fault("acme.challenge", "is neither tls-alpn-01 nor http-01");
        }
        return ChallengeKind.TLS_ALPN_01;
    }

    private List<InetSocketAddress> challengeListen(Optional<AcmeSettings> acme) {
        List<InetSocketAddress> addresses = addresses("acme.http-listen");
        boolean isNeeded =
                acme.filter(each -> each.challenge() == ChallengeKind.HTTP_01).isPresent();
        if (isNeeded == addresses.isEmpty()) {
            fault("acme.http-listen", "goes with acme.challenge = http-01, such as 0.0.0.0:80");
        }
        return addresses;
    }

    private @Nullable InetSocketAddress status() {
        List<InetSocketAddress> addresses = addresses("status");
        if (addresses.isEmpty()) {
            return null;
        }
        if (addresses.size() > 1 || !addresses.get(0).getAddress().isLoopbackAddress()) {
            fault("status", "is not one loopback address, such as 127.0.0.1:9470");
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
                    faults.add(lines.at(key) + key + ": " + e.getMessage());
                }
            }
        }
        return addresses;
    }

    private boolean isTrue(String key) {
        String text = value(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            fault(key, "is neither true nor false");
        }
        return "true".equals(text);
    }

    private @Nullable Path path(String key) {
        String text = value(key);
        try {
            return text == null ? null : folder.resolve(text);
        } catch (InvalidPathException e) {
            fault(key, "is no path: " + e.getReason());
            return null;
        }
    }

    private @Nullable String value(String key) {
        String text = lines.value(key);
        return text.isEmpty() ? null : text;
    }

    private void fault(String key, String sentence) {
        faults.add(lines.at(key) + key + " " + sentence);
    }
}
