package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses policies (RFC 8461 section 3.2). */
final class PolicyReader {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern MX =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Set<String> MODES = Set.of("enforce", "testing", "none");
    private static final long MAX_MAX_AGE = 31_557_600;
    private static final long A_DAY = 86_400;

    private final Set<Flaw> flaws;

    PolicyReader(Set<Flaw> flaws) {
        this.flaws = flaws;
    }

    /** The policy, or null if it is malformed. */
    @Nullable
    Policy read(String text) {
        Map<String, String> fields = new HashMap<>();
        List<String> patterns = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            Matcher field = LINE.matcher(line);
            if (!field.matches()) {
                if (line.isBlank() || isLenient()) {
                    continue;
                }
                return null;
            }
            if (field.group(1).equals("mx")) {
                String[] values = flaws.contains(Flaw.SPLITS_MX_LINES)
                        ? field.group(2).split("[, ]+")
                        : new String[] {field.group(2)};
                patterns.addAll(List.of(values));
            } else if (flaws.contains(Flaw.LAST_DUPLICATE_WINS)) {
                fields.put(field.group(1), field.group(2));
            } else {
                fields.putIfAbsent(field.group(1), field.group(2));
            }
        }
        return policy(
                fields,
                patterns.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList());
    }

    private @Nullable Policy policy(Map<String, String> fields, List<String> patterns) {
        String mode = fields.getOrDefault("mode", isLenient() ? "none" : "");
        long maxAge = maxAge(fields.getOrDefault("max_age", ""));
        boolean complete = "STSv1".equals(fields.get("version")) || isLenient();
        boolean needsMx = !mode.equals("none") || flaws.contains(Flaw.NONE_NEEDS_MX);
        boolean good = complete
                && MODES.contains(mode)
                && maxAge >= 0
                && patterns.stream().allMatch(this::isPattern)
                && (!needsMx || !patterns.isEmpty());
        return good ? new Policy(mode, patterns, maxAge) : null;
    }

    private boolean isLenient() {
        return flaws.contains(Flaw.READS_FAULTY_POLICIES);
    }

    private boolean isPattern(String mx) {
        return MX.matcher(mx).matches()
                || flaws.contains(Flaw.MATCHES_BY_REGEX)
                || (flaws.contains(Flaw.ACCEPTS_STAR) && mx.equals("*"));
    }

    /** The seconds, or -1 if they are malformed. */
    private long maxAge(String digits) {
        if (flaws.contains(Flaw.MAX_AGE_OVERFLOWS) && digits.matches("[0-9]+")) {
            return new BigInteger(digits).longValue();
        }
        if (!digits.matches("[0-9]{1,10}")) {
            return isLenient() ? A_DAY : -1;
        }
        long seconds = Long.parseLong(digits);
        return seconds > MAX_MAX_AGE && flaws.contains(Flaw.REFUSES_LARGE_MAX_AGE)
                ? -1
                : Math.min(seconds, MAX_MAX_AGE);
    }
}
