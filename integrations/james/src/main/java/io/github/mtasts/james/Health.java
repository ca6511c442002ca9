package io.github.mtasts.james;

import io.github.mtasts.cache.CacheStatistics;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.TlsReporting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges the state of the library from what is so now, so that it recovers with its cause. Nothing makes James unhealthy: mail goes
 * on in any case, and what other domains cause must not take a server out of service. Thread-safe; reads the stores.
 */
final class Health {
    private static final int MAX_LISTED = 10;

    private final DurablePolicyCache cache;
    private final RefreshAlerts alerts;
    private final @Nullable TlsReporting reporting;
    private final ReportingState state;

    Health(DurablePolicyCache cache, RefreshAlerts alerts, @Nullable TlsReporting reporting, ReportingState state) {
        this.cache = cache;
        this.alerts = alerts;
        this.reporting = reporting;
        this.state = state;
    }

    /** Says what is wrong; empty when nothing is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String store = storeFault();
        if (store != null) {
            faults.add("the store of policies fails: " + store);
        } else {
            List<RefreshAlert> late = alerts.current(cache);
            if (!late.isEmpty()) {
                faults.add("the refresh of " + late.size() + " policies fails, and they expire: "
                        + late.stream().limit(MAX_LISTED).map(Health::text).collect(Collectors.joining("; ")));
            }
        }
        addIfPresent(faults, "the store of reports fails: ", reportStoreFault());
        addIfPresent(faults, "no TLS reports are sent: ", state.stoppedBecause());
        addIfPresent(faults, "the DKIM key of the reports is doubtful: ", state.keyDoubt());
        return faults;
    }

    private @Nullable String storeFault() {
        try {
            var unused = cache.list(null, 1);
        } catch (StoreException e) {
            return e.getMessage();
        }
        CacheStatistics now = cache.statistics();
        return now.writable() ? null : now.waiting() + " policies wait because it cannot be written";
    }

    private @Nullable String reportStoreFault() {
        try {
            if (reporting != null) {
                var unused = reporting.suppressed();
            }
            return state.storeFault();
        } catch (StoreException e) {
            return e.getMessage();
        }
    }

    private static String text(RefreshAlert alert) {
        return alert.domain() + " at " + alert.entry().expiresAt() + " (" + alert.failure() + ")";
    }

    private static void addIfPresent(List<String> faults, String subject, @Nullable String fault) {
        if (fault != null) {
            faults.add(subject + fault);
        }
    }
}
