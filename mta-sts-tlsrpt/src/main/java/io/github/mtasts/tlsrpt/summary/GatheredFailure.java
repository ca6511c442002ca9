package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.FailureDetails;
import java.time.LocalDate;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums of one kind of failures. Not thread-safe. */
final class GatheredFailure {
    /** The cost of a day in {@link Room}. */
    private static final long DAY = 50;

    private final Kind kind;
    private final Room.Share room;
    private final Names reporters;
    private final TreeMap<LocalDate, Long> byDay = new TreeMap<>();
    private LocalDate first = LocalDate.MAX;
    private LocalDate last = LocalDate.MIN;
    private LocalDate reasonSeen = LocalDate.MIN;
    private String reason = "";
    private boolean isReasonVerified;
    private boolean isVerified;
    private long sessions;

    /**
     * The values that the sessions share.
     *
     * @param policyType the policy type
     * @param resultType the result type
     * @param mxHost the MX host; empty if it is unknown
     */
    record Kind(String policyType, String resultType, String mxHost) {
        long characters() {
            return (long) policyType.length() + resultType.length() + mxHost.length();
        }
    }

    GatheredFailure(Kind kind, Room.Share room) {
        this.kind = kind;
        this.room = room;
        this.reporters = new Names(room);
    }

    void add(Source source, FailureDetails details) {
        sessions = Saturated.sum(sessions, details.failedSessionCount());
        first = Days.earlier(first, source.firstDay());
        last = Days.later(last, source.lastDay());
        isVerified |= source.isVerified();
        reporters.add(source);
        reason(source, details.failureReasonCode());
        LocalDate day = source.lastDay();
        boolean hasRoom = byDay.isEmpty() || byDay.containsKey(day) || room.take(source.isVerified(), DAY);
        // Without room the sessions count on a later day, which is on the safe side.
        byDay.merge(hasRoom ? day : byDay.lastKey(), details.failedSessionCount(), Saturated::sum);
    }

    /** Keeps the most recent reason. An unverified report does not replace that of a verified one. */
    private void reason(Source source, @Nullable String text) {
        boolean isBetter =
                source.isVerified() == isReasonVerified ? !source.lastDay().isBefore(reasonSeen) : source.isVerified();
        if (text != null && !text.isEmpty() && (reason.isEmpty() || isBetter)) {
            reason = text;
            reasonSeen = source.lastDay();
            isReasonVerified = source.isVerified();
        }
    }

    FailureKind built() {
        return new FailureKind(
                kind.policyType(),
                kind.resultType(),
                kind.mxHost(),
                kind.resultType().equals(GatheredDomain.OTHERS) ? "" : reason,
                sessions,
                first,
                last,
                isVerified,
                reporters.sorted(),
                byDay);
    }
}
