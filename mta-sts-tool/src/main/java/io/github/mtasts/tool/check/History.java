package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.file.AtomicFile;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was seen of each domain in a file, so that the next look notices a policy that changed under the same id, and for
 * how long the mode has been testing. Thread-safe.
 */
final class History {
    private static final String HEADING = "# mta-sts check: domain, id, SHA-256 of the policy, mode, mode seen since";
    private static final int FIELDS = 5;

    private final @Nullable Path file;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * What was seen of a domain.
     *
     * @param id the policy id
     * @param digest SHA-256 of the policy in hexadecimal digits
     * @param mode the mode
     * @param modeSince when this mode was first seen without another one in between
     */
    record Entry(String id, String digest, String mode, Instant modeSince) {}

    private History(@Nullable Path file) {
        this.file = file;
    }

    /** Remembers nothing. */
    static History none() {
        return new History(null);
    }

    /** Reads a file; one that does not exist is empty. */
    static History in(Path file) {
        History history = new History(file);
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(history::read);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        }
        return history;
    }

    private void read(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length == FIELDS && !line.startsWith("#")) {
            try {
                entries.put(fields[0], new Entry(fields[1], fields[2], fields[3], Instant.parse(fields[4])));
            } catch (DateTimeParseException e) {
                // a line that somebody edited: as if it were not there
            }
        }
    }

    @Nullable
    Entry of(PolicyDomain domain) {
        return entries.get(domain.name());
    }

    /** Remembers what is seen now. */
    void note(PolicyDomain domain, String id, StsPolicy policy, Instant now) {
        entries.merge(domain.name(), new Entry(id, digest(policy), policy.mode().token(), now), History::merged);
    }

    /** The first policy seen under an id counts, so that every later run says that the id was not changed. */
    private static Entry merged(Entry old, Entry seen) {
        return new Entry(
                seen.id(),
                old.id().equals(seen.id()) ? old.digest() : seen.digest(),
                seen.mode(),
                old.mode().equals(seen.mode()) ? old.modeSince() : seen.modeSince());
    }

    /** Writes the file at once or not at all. */
    void save() {
        Path target = file;
        if (target == null) {
            return;
        }
        String text = new TreeMap<>(entries)
                .entrySet().stream()
                        .map(entry -> String.join(
                                "\t",
                                entry.getKey(),
                                entry.getValue().id(),
                                entry.getValue().digest(),
                                entry.getValue().mode(),
                                entry.getValue().modeSince().toString()))
                        .collect(Collectors.joining("\n", HEADING + "\n", "\n"));
        try {
            AtomicFile.write(target, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        }
    }

    /** Since when a policy has been in mode testing, if that was seen. */
    static @Nullable Instant testingSince(@Nullable Entry entry) {
        return entry != null && entry.mode().equals(PolicyMode.TESTING.token()) ? entry.modeSince() : null;
    }

    static String digest(StsPolicy policy) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(policy.source()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
