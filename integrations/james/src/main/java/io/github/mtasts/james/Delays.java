package io.github.mtasts.james;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The waits between the attempts of a delivery: one for each retry. Immutable.
 *
 * @param each the wait before the first retry, before the second, and so on
 */
record Delays(List<Duration> each) {
    private static final Duration DEFAULT = Duration.ofHours(6);
    private static final int MAX_RETRIES = 10_000;
    private static final Pattern ENTRY = Pattern.compile("(?:(\\d{1,5})\\s*\\*)?\\s*(\\d{1,12})\\s*([a-zA-Z]*)");

    Delays {
        each = List.copyOf(each);
    }

    /**
     * Reads the options {@code delayTime} and {@code maxRetries}. More retries than waits repeat the last wait; fewer are raised to
     * the number of waits.
     *
     * @param delayTime such as {@code 5 minutes, 2*1 hour}; null for one wait of six hours
     * @throws IllegalArgumentException when the text is none, or the retries are negative; the message quotes it
     */
    static Delays of(@Nullable String delayTime, int maxRetries) {
        if (maxRetries < 0 || maxRetries > MAX_RETRIES) {
            throw new IllegalArgumentException("maxRetries is " + maxRetries + ": expected 0 to " + MAX_RETRIES);
        }
        List<Duration> delays = new ArrayList<>();
        if (delayTime != null) {
            for (String entry : delayTime.split(",", -1)) {
                addEntry(delays, entry.strip());
            }
        } else if (maxRetries > 0) {
            delays.add(DEFAULT);
        }
        while (delays.size() < maxRetries) {
            delays.add(delays.isEmpty() ? DEFAULT : delays.get(delays.size() - 1));
        }
        return new Delays(delays);
    }

    private static void addEntry(List<Duration> delays, String entry) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            throw refused(entry);
        }
        int attempts = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        Duration delay = Duration.ofMillis(
                Math.multiplyExact(Long.parseLong(matcher.group(2)), millis(entry, matcher.group(3))));
        if (delays.size() + attempts > MAX_RETRIES) {
            throw refused(entry);
        }
        for (int i = 0; i < attempts; i++) {
            delays.add(delay);
        }
    }

    private static long millis(String entry, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "", "ms", "msec", "msecs" -> 1;
            case "s", "sec", "secs", "second", "seconds" ->
                Duration.ofSeconds(1).toMillis();
            case "m", "min", "mins", "minute", "minutes" ->
                Duration.ofMinutes(1).toMillis();
            case "h", "hour", "hours" -> Duration.ofHours(1).toMillis();
            case "d", "day", "days" -> Duration.ofDays(1).toMillis();
            case "w", "week", "weeks" -> Duration.ofDays(7).toMillis();
            default -> throw refused(entry);
        };
    }

    private static IllegalArgumentException refused(String entry) {
        return new IllegalArgumentException("delayTime has \"" + entry
                + "\": expected waits such as 5 minutes, 2*1 hour, of at most " + MAX_RETRIES + " retries in all");
    }

    int maxRetries() {
        return each.size();
    }

    /**
     * The wait before a retry.
     *
     * @param retry from 1; beyond the last one its wait holds
     */
    Duration before(int retry) {
        return each.isEmpty() ? DEFAULT : each.get(Math.min(retry, each.size()) - 1);
    }

    @Override
    public String toString() {
        return each.toString();
    }
}
