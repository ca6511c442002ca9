package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.file.LimitedFile;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.finding.Severity;
import io.github.mtasts.tool.lint.PolicyLint;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.FileStamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import okio.ByteString;

/**
 * The file of one domain's policy, looked at again and again. A change counts when it has rested from one look to the next, so that
 * a file that is being written is not served in part. Not thread-safe.
 */
final class PolicyFile {
    private final PolicyDomain domain;
    private final Path file;
    private List<String> taken = List.of();
    private List<String> seen = List.of();
    private Optional<String> fault = Optional.empty();

    PolicyFile(PolicyDomain domain, Path file) {
        this.domain = domain;
        this.file = file;
    }

    /**
     * What a look has found.
     *
     * @param isChanged whether the file has changed since it was taken
     * @param body its octets, if they pass lint
     */
    record Look(boolean isChanged, Optional<ByteString> body) {
        private static final Look UNCHANGED = new Look(false, Optional.empty());
    }

    boolean isAt(Path path) {
        return file.equals(path);
    }

    /** Why the file is not served as it is; empty if it is. */
    Optional<String> fault() {
        return fault;
    }

    /**
     * Looks at the file.
     *
     * @param atOnce whether a change need not rest: at the start
     * @return whether something has changed, and the octets if they pass lint; else the fault is kept
     */
    Look look(boolean atOnce) {
        try {
            List<String> now = FileStamps.of(List.of(file));
            boolean rests = atOnce || now.equals(seen);
            seen = now;
            if (now.equals(taken) || !rests) {
                return Look.UNCHANGED;
            }
            taken = now;
            return new Look(true, read());
        } catch (IOException e) {
            taken = List.of();
            Optional<String> before = fault;
            Optional<ByteString> nothing = refused(file + " cannot be read: " + Errors.reason(e));
            return new Look(!before.equals(fault), nothing); // it is looked at every two seconds, and told once
        }
    }

    private Optional<ByteString> read() throws IOException {
        byte[] octets = LimitedFile.beginning(file, PolicyLint.MAX_OCTETS + 1); // lint says that it is too large
        List<Finding> errors = Findings.sorted(PolicyLint.of(octets, domain)).stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            return refused(file.getFileName() + " is refused: "
                    + (errors.get(0).subject().isEmpty() ? "" : errors.get(0).subject() + ": ")
                    + errors.get(0).sentence());
        }
        fault = Optional.empty();
        return Optional.of(ByteString.of(octets));
    }

    private Optional<ByteString> refused(String why) {
        fault = Optional.of(why);
        return Optional.empty();
    }
}
