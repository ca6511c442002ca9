package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.cache.CacheStatistics;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.TlsReporting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the state of the library from what is so now, not from past events alone, so that it recovers with its cause. A store that
 * fails is this application's own fault: DOWN. What other domains cause is a WARNING, because a stranger must not be able to
 * take the application out of service. Thread-safe; reads the stores.
 */
final class LibraryHealth {
    private static final int MAX_LISTED = 10;

    private final Stores stores;
    private final DurablePolicyCache cache;
    private final RefreshAlerts alerts;
    private final @Nullable TlsReporting reporting;
    private final @Nullable ReportingState reportingState;

    LibraryHealth(
            Stores stores,
            DurablePolicyCache cache,
            RefreshAlerts alerts,
            @Nullable TlsReporting reporting,
            @Nullable ReportingState reportingState) {
        this.stores = stores;
        this.cache = cache;
        this.alerts = alerts;
        this.reporting = reporting;
        this.reportingState = reportingState;
    }

    HealthReport check() {
        Map<String, Object> details = new LinkedHashMap<>();
        String store = storeFault();
        details.put("store", stores.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        putIfPresent(details, "storeFault", store);
        List<RefreshAlert> late = store == null ? alerts.current(cache) : List.of();
        if (!late.isEmpty()) {
            details.put("refreshFailing", late.size());
            details.put(
                    "firstToExpire",
                    late.stream().limit(MAX_LISTED).map(LibraryHealth::text).toList());
        }
        String reports = reportStoreFault();
        putIfPresent(details, "reportStoreFault", reports);
        String refused = reportingState == null ? null : reportingState.stoppedBecause();
        putIfPresent(details, "reportsStopped", refused);
        String key = reportingState == null ? null : reportingState.keyDoubt();
        putIfPresent(details, "dkimKey", key);
        boolean down = store != null || reports != null;
        boolean warning = !late.isEmpty() || refused != null || key != null;
        return new HealthReport(
                down ? HealthReport.DOWN : warning ? HealthReport.WARNING : HealthReport.UP, Map.copyOf(details));
    }

    private @Nullable String storeFault() {
        try {
            var unused = cache.list(null, 1);
        } catch (StoreException e) {
            return e.getMessage();
        }
        CacheStatistics now = cache.statistics();
        return now.writable() ? null : now.waiting() + " policies wait because the store cannot be written.";
    }

    private @Nullable String reportStoreFault() {
        try {
            if (reporting != null) {
                var unused = reporting.suppressed();
            }
            return reportingState == null ? null : reportingState.storeFault();
        } catch (StoreException e) {
            return e.getMessage();
        }
    }

    private static String text(RefreshAlert alert) {
        return alert.domain() + " until " + alert.entry().expiresAt() + ": " + alert.failure();
    }

    private static void putIfPresent(Map<String, Object> details, String name, @Nullable String value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
