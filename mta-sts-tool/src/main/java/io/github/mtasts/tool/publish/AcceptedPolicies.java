package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import okio.ByteString;

/** The last policy of each domain that passed lint, on disk: a restart with a broken file serves it on. Not thread-safe. */
final class AcceptedPolicies {
    private final Path folder;
    private final boolean isReadOnly;

    private AcceptedPolicies(Path folder, boolean isReadOnly) {
        this.folder = folder;
        this.isReadOnly = isReadOnly;
    }

    static AcceptedPolicies in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new AcceptedPolicies(folder, false);
    }

    /** For a look at the policies beside a running service: nothing is written. */
    static AcceptedPolicies readOnly(Path folder) {
        return new AcceptedPolicies(folder, true);
    }

    boolean isReadOnly() {
        return isReadOnly;
    }

    Optional<ByteString> find(PolicyDomain domain) throws IOException {
        Path file = file(domain);
        return Files.exists(file) ? Optional.of(ByteString.of(Files.readAllBytes(file))) : Optional.empty();
    }

    void write(PolicyDomain domain, ByteString body) throws IOException {
        if (!isReadOnly) {
            AtomicFile.write(file(domain), body.toByteArray());
        }
    }

    void remove(PolicyDomain domain) throws IOException {
        if (!isReadOnly) {
            Files.deleteIfExists(file(domain));
        }
    }

    private Path file(PolicyDomain domain) {
        return folder.resolve(domain.name() + ".txt");
    }
}
