package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.file.AtomicFile;
import io.github.mtasts.tool.file.LimitedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import okio.ByteString;

/**
 * The last policy of each domain that passed lint, and the last delegations without a fault, on disk: a restart with a broken file
 * serves them on. Beside a policy a mark says that its record is still to be said. Not thread-safe.
 */
final class AcceptedPolicies {
    private static final String SUFFIX = ".txt";
    private static final String DELEGATIONS = "delegations";
    private static final String WAITING = ".record-waits";

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

    /** The domains that have a policy here. */
    Set<PolicyDomain> domains() throws IOException {
        Set<PolicyDomain> domains = new HashSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    PolicyDomain.parse(name.substring(0, name.length() - SUFFIX.length()))
                            .ifPresent(domains::add);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return domains;
    }

    boolean isWaiting(PolicyDomain domain) {
        return Files.exists(mark(domain));
    }

    /** The record of a domain is to be said, also after a restart. */
    void noteWaiting(PolicyDomain domain) throws IOException {
        if (!isReadOnly && !isWaiting(domain)) {
            Files.createFile(mark(domain));
        }
    }

    /** The record of a domain was said. */
    void noteSaid(PolicyDomain domain) throws IOException {
        if (!isReadOnly) {
            Files.deleteIfExists(mark(domain));
        }
    }

    /** The text of the last delegations; empty if there are none. */
    Optional<String> delegations(int most) throws IOException {
        Path file = folder.resolve(DELEGATIONS);
        return Files.exists(file) ? Optional.of(LimitedFile.text(file, most)) : Optional.empty();
    }

    void writeDelegations(String text) throws IOException {
        if (!isReadOnly) {
            AtomicFile.write(folder.resolve(DELEGATIONS), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    void removeDelegations() throws IOException {
        if (!isReadOnly) {
            Files.deleteIfExists(folder.resolve(DELEGATIONS));
        }
    }

    private Path file(PolicyDomain domain) {
        return folder.resolve(domain.name() + SUFFIX);
    }

    private Path mark(PolicyDomain domain) {
        return folder.resolve(domain.name() + WAITING);
    }
}
