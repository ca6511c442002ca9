package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The date-range of a report while it is parsed. Not thread-safe. */
final class RangeDraft {
    private static final Duration TO_LAST_SECOND = Duration.ofDays(1).minusSeconds(1);
    private static final long LONGEST_DAYS = 31;

    private final Warnings warnings;
    private @Nullable String start;
    private @Nullable String end;

    RangeDraft(Warnings warnings) {
        this.warnings = warnings;
    }

    void start(@Nullable String text) {
        start = text;
    }

    void end(@Nullable String text) {
        end = text;
    }

    /**
     * Returns the range. If one end is missing, the range is the day of the other one. If both are missing, it is the
     * range in the file name; without that the report is refused, because its counts belong to no day.
     */
    ReportRange build(Optional<ReportRange> fromFileName) throws RefusedException {
        Optional<Instant> first = instant("start-datetime", start);
        Optional<Instant> last = instant("end-datetime", end);
        if (first.isPresent() && last.isPresent()) {
            return between(first.get(), last.get());
        }
        if (first.isPresent() || last.isPresent()) {
            warnings.add("the date-range has only one valid end; its day is used");
            return first.map(instant -> new ReportRange(instant, instant.plus(TO_LAST_SECOND)))
                    .orElseGet(() -> dayThatEnds(last.orElseThrow()));
        }
        ReportRange named = fromFileName.orElseThrow(() -> new RefusedException(
                ReportRead.Cause.NOT_A_REPORT, "the report has no valid date-range: start " + start + ", end " + end));
        warnings.add("the date-range is missing; that of the file name is used");
        return named;
    }

    private Optional<Instant> instant(String name, @Nullable String text) {
        Optional<Instant> instant = Optional.ofNullable(text).flatMap(Timestamps::parse);
        if (text != null && instant.isEmpty()) {
            warnings.add(name + " is not a valid date: " + Printable.quoted(text, Warnings.MAX_QUOTED));
        }
        return instant;
    }

    private ReportRange between(Instant first, Instant last) {
        if (last.isBefore(first)) {
            warnings.add("the date-range ends before it starts; the day of its start is used");
            return new ReportRange(first, first.plus(TO_LAST_SECOND));
        }
        if (Duration.between(first, last).toDays() > LONGEST_DAYS) {
            warnings.add("the date-range is longer than " + LONGEST_DAYS + " days; the day of its start is used");
            return new ReportRange(first, first.plus(TO_LAST_SECOND));
        }
        return new ReportRange(first, last);
    }

    private static ReportRange dayThatEnds(Instant last) {
        LocalDate day = last.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
        Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return new ReportRange(midnight, last);
    }
}
