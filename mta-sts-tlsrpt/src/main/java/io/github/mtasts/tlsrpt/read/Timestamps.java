package io.github.mtasts.tlsrpt.read;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the date-times of a report (RFC 8460 section 4.4, RFC 3339), and the variants of real reporters (D23): any
 * offset, a missing zone, fractions, a space instead of the T, a date without a time, seconds since 1970. Pure.
 */
final class Timestamps {
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .optionalEnd()
            .toFormatter();

    private static final Pattern LEAP_SECOND = Pattern.compile("(:[0-5][0-9]:)60");
    private static final Pattern OFFSET_WITHOUT_COLON = Pattern.compile("(:.*[+-][0-9]{2})([0-9]{2})$");
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final String PLAIN = "0000-00-00T00:00:00Z";

    private static final int LONGEST = 50;
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private Timestamps() {}

    /** Parses a date-time; returns empty if it is malformed or implausible. */
    static Optional<Instant> parse(String text) {
        String stripped = text.strip();
        // No date is longer, and the patterns below are slow on long text.
        if (stripped.length() > LONGEST) {
            return Optional.empty();
        }
        Instant plain = plain(stripped);
        if (plain != null) {
            return plausible(plain);
        }
        if (UNIX_SECONDS.matcher(stripped).matches()) {
            return ofUnixSeconds(Long.parseLong(stripped));
        }
        String normal = LEAP_SECOND.matcher(stripped).replaceFirst("$1" + "59");
        return ofDateTime(OFFSET_WITHOUT_COLON.matcher(normal).replaceFirst("$1:$2"));
    }

    /** Reads what nearly all reports have, such as {@code 2024-03-01T00:00:00Z}; returns null for every other form. */
    private static @Nullable Instant plain(String text) {
        if (text.length() != PLAIN.length()) {
            return null;
        }
        for (int i = 0; i < PLAIN.length(); i++) {
            char expected = PLAIN.charAt(i);
            char actual = text.charAt(i);
            if (expected == '0' ? actual < '0' || actual > '9' : actual != expected) {
                return null;
            }
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        return day > YearMonth.of(year, month).lengthOfMonth()
                ? null
                : LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }

    /** Returns {@link Instant#toString}; for whole seconds, which nearly all reports have, without its formatter. */
    static String text(Instant time) {
        if (time.getNano() != 0 || plausible(time).isEmpty()) {
            return time.toString();
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
        char[] digits = PLAIN.toCharArray();
        write(digits, 0, 4, utc.getYear());
        write(digits, 5, 7, utc.getMonthValue());
        write(digits, 8, 10, utc.getDayOfMonth());
        write(digits, 11, 13, utc.getHour());
        write(digits, 14, 16, utc.getMinute());
        write(digits, 17, 19, utc.getSecond());
        return new String(digits);
    }

    private static void write(char[] digits, int start, int end, int number) {
        int rest = number;
        for (int i = end - 1; i >= start; i--) {
            digits[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static Optional<Instant> ofUnixSeconds(long seconds) {
        return plausible(Instant.ofEpochSecond(seconds));
    }

    private static Optional<Instant> ofDateTime(String text) {
        try {
            return plausible(
                    instant(FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(TemporalAccessor value) {
        if (value instanceof OffsetDateTime dateTime) {
            return dateTime.toInstant();
        }
        LocalDateTime local = value instanceof LocalDateTime dateTime
                ? dateTime
                : LocalDate.from(value).atTime(LocalTime.MIDNIGHT);
        return local.toInstant(ZoneOffset.UTC);
    }

    /** Accepts years after the introduction of STARTTLS, and before date arithmetic can overflow. */
    private static Optional<Instant> plausible(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(END) ? Optional.of(instant) : Optional.empty();
    }
}
