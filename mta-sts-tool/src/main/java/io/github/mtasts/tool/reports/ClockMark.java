package io.github.mtasts.tool.reports;

import io.github.mtasts.tool.received.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the clock can be trusted to delete what is too old: with a clock a year ahead that is everything. A file in the folder
 * remembers when the clock was looked at last, and the time since when it is doubted; it serves a service and a program that runs every
 * hour alike. A clock that is a week ahead of the last look, or behind it, is doubted for a day. Not thread-safe.
 */
final class ClockMark {
    private static final Duration AHEAD = Duration.ofDays(7);
    private static final Duration BEHIND = Duration.ofMinutes(1);
    private static final Duration DOUBTED = Duration.ofDays(1);

    private final Path file;

    ClockMark(Path folder) {
        this.file = folder.resolve(ReportFolder.CLOCK_MARK);
    }

    /**
     * Looks at the clock.
     *
     * @return whether its time is trusted
     * @throws IOException if the file cannot be read or written; the time is not trusted then
     */
    boolean isTrusted(Instant now) throws IOException {
        if (!Files.exists(file)) {
            // The first look has nothing to compare with; on a full disk there may be no room before something is
            // deleted.
            return true;
        }
        Instant last = Files.getLastModifiedTime(file).toInstant();
        if (now.isAfter(last.plus(AHEAD)) || now.isBefore(last.minus(BEHIND))) {
            Files.writeString(file, now.toString());
        }
        Files.setLastModifiedTime(file, FileTime.from(now));
        Instant since = doubtedSince();
        return now.isBefore(since) || !now.isBefore(since.plus(DOUBTED));
    }

    private Instant doubtedSince() throws IOException {
        String text = Files.readString(file);
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH; // written by hand, or in part
        }
    }

    /** Begins to remember, once there is room. */
    void begin(Instant now) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }
}
