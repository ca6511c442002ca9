package io.github.mtasts.tlsrpt.read;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** The name of a file with a report that was read before it was stored: its last day, a digest, and whether it is unverified. */
final class KeptName {
    static final String PREFIX = "kept-";

    private static final String UNVERIFIED = "-unverified";
    private static final int DAY_LENGTH = 10;

    private KeptName() {}

    static String of(ReportRead.Read read) {
        return PREFIX + read.report().range().lastDay() + "-" + read.identity().fileName()
                + (read.submitter().isVerified() ? "" : UNVERIFIED);
    }

    static boolean isUnverified(Path file) {
        return file.toString().endsWith(UNVERIFIED);
    }

    /** Returns the last day of the report; empty if the name has none. */
    static Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(
                    name.substring(PREFIX.length(), Math.min(name.length(), PREFIX.length() + DAY_LENGTH))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
