package io.github.mtasts.tool.check;

import io.github.mtasts.policy.StsPolicy;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a policy id tells besides being different. Ids have no form (RFC 8461 section 3.1), but most are the time of their policy, and
 * those of this project end with a digest of its text. Pure.
 */
final class PolicyIds {
    private static final Pattern DATE = Pattern.compile("(20[1-9][0-9])([01][0-9])([0-3][0-9])[0-9TZtz]*");
    private static final Pattern SECONDS = Pattern.compile("1[4-9][0-9]{8}");
    /** As {@code StsRecordWriter.newId} makes them: a time, then sixteen digits of the SHA-256 of the policy. */
    private static final Pattern WITH_DIGEST = Pattern.compile("[0-9]{8}T[0-9]{6}Z([0-9a-f]{16})");

    private PolicyIds() {}

    /** The time that an id most probably is; null when it is none, or one in the future. */
    static @Nullable Instant time(String id, Instant now) {
        Instant time = date(id);
        if (time == null && SECONDS.matcher(id).matches()) {
            time = Instant.ofEpochSecond(Long.parseLong(id));
        }
        return time != null && time.isBefore(now) ? time : null;
    }

    private static @Nullable Instant date(String id) {
        Matcher date = WITH_DIGEST.matcher(id).matches() ? DATE.matcher(id.substring(0, 16)) : DATE.matcher(id);
        if (!date.matches()) {
            return null;
        }
        try {
            return LocalDate.of(
                            Integer.parseInt(date.group(1)),
                            Integer.parseInt(date.group(2)),
                            Integer.parseInt(date.group(3)))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeException e) {
            return null; // digits that are no date
        }
    }

    /** Whether an id has the digest of another text. */
    static boolean isOfOtherText(String id, StsPolicy policy) {
        Matcher matcher = WITH_DIGEST.matcher(id);
        return matcher.matches() && !History.digest(policy).startsWith(matcher.group(1));
    }
}
