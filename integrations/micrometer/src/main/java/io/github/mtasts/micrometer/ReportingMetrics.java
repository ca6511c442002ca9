package io.github.mtasts.micrometer;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.LocalDate;
import java.util.List;

/**
 * The metrics of TLS reporting. Set it with {@code TlsReportingBuilder.listener}; then call {@link #bind}. Thread-safe.
 */
public final class ReportingMetrics implements ReportingListener {
    private static final String REPORTS = "mta.sts.reports";
    private static final String REPORTS_HELP = "Reports and attempts to deliver them, by what became of them";
    private static final String DROPPED = "mta.sts.reports.sessions.dropped";
    private static final String DROPPED_HELP = "Sessions that are in no report";

    private final Meters meters;

    /**
     * Makes the metrics.
     *
     * @param registry where the meters are
     */
    public ReportingMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Makes the metrics of one of several instances.
     *
     * @param registry where the meters are
     * @param tags of every meter, to tell the instances apart
     */
    public ReportingMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.meters = new Meters(registry, tags);
        for (String result :
                List.of("planned", "sent", "attempt-failed", "attempt-refused", "destination-suppressed")) {
            count(result, 0);
        }
        for (Ending ending : Ending.values()) {
            count(Meters.token(ending), 0);
        }
        for (SessionsDropped reason : SessionsDropped.values()) {
            meters.count(DROPPED, DROPPED_HELP, 0, "reason", Meters.token(reason));
        }
    }

    /**
     * Shows the state of reporting.
     *
     * @param reporting stays reachable as long as the registry
     */
    public void bind(TlsReporting reporting) {
        meters.gauge(
                "mta.sts.reports.counts.waiting",
                "Reports whose counts are not in the store",
                reporting,
                each -> each.statistics().countsWaiting());
        meters.gauge(
                "mta.sts.reports.in.progress",
                "Look-ups and attempts under way",
                reporting,
                each -> each.statistics().inProgress());
        meters.gauge(
                "mta.sts.reports.store.up",
                "1 while the report store works, 0 while it fails",
                reporting,
                each -> each.statistics().storeWorks() ? 1 : 0);
        meters.gauge(
                "mta.sts.reports.sending",
                "1 while reports are sent, 0 while they are held because most destinations refuse them",
                reporting,
                each -> each.statistics().sending() ? 1 : 0);
    }

    @Override
    public void sessionsDropped(SessionsDropped reason, long sessions) {
        meters.count(DROPPED, DROPPED_HELP, (double) sessions, "reason", Meters.token(reason));
    }

    @Override
    public void planned(PolicyDomain domain, LocalDate day, int destinations) {
        count("planned", 1);
    }

    @Override
    public void delivered(PolicyDomain domain, LocalDate day, String destination) {
        count("sent", 1);
    }

    @Override
    public void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {
        count("attempt-failed", 1);
    }

    @Override
    public void refused(PolicyDomain domain, LocalDate day, String destination, String reason) {
        count("attempt-refused", 1);
    }

    @Override
    public void dropped(PolicyDomain domain, LocalDate day, String destination, Ending ending, String reason) {
        count(Meters.token(ending), 1);
    }

    @Override
    public void suppressed(String destination, String reason) {
        count("destination-suppressed", 1);
    }

    private void count(String result, double amount) {
        meters.count(REPORTS, REPORTS_HELP, amount, "result", result);
    }
}
