package io.github.mtasts.tlsrpt.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/** Decides what an inbox keeps: reports of a year. Immutable. */
final class Retention {
    private static final int KEPT_DAYS = 366;
    private static final Duration LEFTOVER = Duration.ofDays(1);
    private static final Duration UNREADABLE = Duration.ofDays(7);
    private static final Set<ReportRead.Cause> NEVER_READABLE =
            Set.of(ReportRead.Cause.NOT_JSON, ReportRead.Cause.NOT_A_REPORT, ReportRead.Cause.UNREADABLE);

    private final Instant now;
    private final LocalDate oldest;
    private final LocalDate latest;

    private Retention(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        this.now = now;
        this.oldest = today.minusDays(KEPT_DAYS);
        this.latest = today.plusDays(KEPT_DAYS);
    }

    static Retention at(Clock clock) {
        return new Retention(clock.instant());
    }

    /** Returns whether a report is about days less than a year ago or ahead. */
    boolean keeps(ReportRange range) {
        return !range.lastDay().isBefore(oldest) && !range.lastDay().isAfter(latest);
    }

    /** Returns whether a file is an old report, or was stored more than a year ago, or is what a crash left. */
    boolean isOver(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(StoredFile.INCOMPLETE)) {
            return isBefore(file, now.minus(LEFTOVER));
        }
        boolean isKept = name.startsWith(KeptName.PREFIX);
        return (isKept && KeptName.day(name).filter(oldest::isAfter).isPresent())
                || ((isKept || name.startsWith(ReportInbox.STORED))
                        && isBefore(file, oldest.atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    /** Returns whether a file is a posted body that is no report. A new one stays, so that an operator can look at it. */
    boolean isUseless(Path file, ReportReader reader) throws IOException {
        if (!String.valueOf(file.getFileName()).startsWith(ReportInbox.STORED)
                || !isBefore(file, now.minus(UNREADABLE))) {
            return false;
        }
        try {
            return reader.readPosted(Files.readAllBytes(file)) instanceof ReportRead.Refused refused
                    && NEVER_READABLE.contains(refused.cause());
        } catch (NoSuchFileException e) {
            return false; // another process deleted it
        }
    }

    private static boolean isBefore(Path file, Instant time) throws IOException {
        return written(file).filter(time::isAfter).isPresent();
    }

    /** Returns when a file was written; empty if another process completed or deleted it. */
    static Optional<Instant> written(Path file) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
