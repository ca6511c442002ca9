package io.github.mtasts.tlsrpt;

import io.github.mtasts.tlsrpt.store.internal.LookupLane;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes reports without destinations out of both queues. */
public final class Unplanned {
    private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

    private Unplanned() {}

    /** Takes reports by the clock of the store alone. */
    public static List<ReportKey> take(ReportRepository store, int limit, Duration lease) {
        return take(store, limit, lease, EVER);
    }

    /** Takes reports, open ones only up to a time by the clock of the node. */
    public static List<ReportKey> take(ReportRepository store, int limit, Duration lease, Instant notAfter) {
        List<ReportKey> taken = new ArrayList<>();
        for (LookupLane lane : LookupLane.values()) {
            if (taken.size() < limit) {
                taken.addAll(store.takeUnplanned(lane, limit - taken.size(), lease, notAfter));
            }
        }
        return taken;
    }
}
