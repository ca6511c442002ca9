package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.file.LimitedFile;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.FileStamps;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file of delegations, looked at again and again. One that is refused changes nothing, also after a restart: the last one that was
 * accepted is kept. Not thread-safe.
 */
final class DelegationFile {
    /** Room for a hundred thousand domains. */
    private static final int MAX_OCTETS = 10_000_000;

    private final @Nullable Path file;
    private final AcceptedPolicies accepted;
    private final ServiceLog log;

    private @Nullable Delegations delegations;
    private List<String> taken = List.of();
    private List<String> seen = List.of();
    private @Nullable String unkept;
    private @Nullable String fault;
    private @Nullable String stateFault;
    private boolean isStarted;

    /** @param file null if there are no delegations */
    DelegationFile(@Nullable Path file, AcceptedPolicies accepted, ServiceLog log) {
        this.file = file;
        this.accepted = accepted;
        this.log = log;
    }

    /** The delegations that are served now. */
    Delegations now() {
        return delegations == null ? Delegations.none() : delegations;
    }

    /** What is wrong now, a sentence each. */
    List<String> faults() {
        return Stream.of(Optional.ofNullable(fault), Optional.ofNullable(stateFault))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Takes a change that has rested from one look to the next; at the start at once. */
    void look() {
        if (file == null) {
            forgetKept();
            return;
        }
        try {
            read(file);
        } catch (IOException e) {
            refuse("cannot be read: " + Errors.reason(e));
        }
        isStarted = true;
        keep();
    }

    /** Delegations that were taken out of the settings must not come back with a later file that is refused. */
    private void forgetKept() {
        if (isStarted) {
            return;
        }
        isStarted = true;
        try {
            accepted.removeDelegations();
        } catch (IOException e) {
            log.say("state-unwritable", "the kept delegations stay on disk: " + Errors.reason(e));
        }
    }

    private void read(Path from) throws IOException {
        List<String> stamps = FileStamps.of(List.of(from));
        boolean rests = !isStarted || stamps.equals(seen);
        seen = stamps;
        if (stamps.equals(taken) || !rests) {
            return;
        }
        taken = List.of(); // until they are read: rights that are granted later change nothing else
        String text = LimitedFile.text(from, MAX_OCTETS);
        Delegations read = Delegations.parse(text.lines().toList());
        taken = stamps;
        if (read.faults().isEmpty()) {
            delegations = read;
            unkept = text;
            fault = null;
        } else {
            refuse("is refused: " + String.join("; ", read.faults()));
        }
    }

    private void refuse(String why) {
        if (delegations == null) {
            delegations = kept().map(text -> Delegations.parse(text.lines().toList()))
                    .filter(each -> each.faults().isEmpty())
                    .orElse(null);
        }
        String before = fault;
        fault = file + " " + why + (delegations == null ? ". No delegation is served." : ". The old delegations stay.");
        if (!fault.equals(before)) {
            log.say("delegations-refused", fault);
        }
    }

    private Optional<String> kept() {
        try {
            return accepted.delegations(MAX_OCTETS);
        } catch (IOException e) {
            return Optional.empty(); // as if there were none, which is said
        }
    }

    /** Tried at each look until it succeeds. */
    private void keep() {
        if (unkept == null) {
            return;
        }
        String before = stateFault;
        try {
            if (!kept().equals(Optional.of(unkept))) {
                accepted.writeDelegations(unkept);
            }
            unkept = null;
            stateFault = null;
        } catch (IOException e) {
            stateFault = "delegations cannot be kept in the state folder for a restart with a damaged file: "
                    + Errors.reason(e) + ".";
            if (before == null) { // the reason may have the name of a temporary file
                log.say("state-unwritable", stateFault);
            }
        }
    }
}
