package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.submit.SubmissionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the destinations of one report, from the TLSRPT record of its domain (RFC 8460 section 3). Thread-safe. */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final Duration LOOKUP_DELAY = Duration.ofMinutes(10);

    private final ReportRepository repository;
    private final TlsRptDiscovery discovery;
    private final ReportTransport transport;
    private final SubmissionChoices choices;
    private final Clock clock;
    private final SubmissionListener listener;

    Planner(
            ReportRepository repository,
            TlsRptDiscovery discovery,
            ReportTransport transport,
            SubmissionChoices choices,
            Clock clock,
            SubmissionListener listener) {
        this.repository = repository;
        this.discovery = discovery;
        this.transport = transport;
        this.choices = choices;
        this.clock = clock;
        this.listener = listener;
    }

    void plan(ReportKey report) {
        TlsRptDiscoveryResult result = discovery.discover(report.domain());
        if (result instanceof TlsRptDiscoveryResult.Found found) {
            found.record().warnings().forEach(warning -> LOG.info("TLSRPT record of {}: {}", report.domain(), warning));
            plan(report, found);
        } else if (result instanceof TlsRptDiscoveryResult.TemporaryFailure failure) {
            putOff(report, Printable.reason(failure.reason()));
        } else if (result instanceof TlsRptDiscoveryResult.Invalid invalid) {
            drop(report, "the TLSRPT record is invalid: " + invalid.reason()); // D18
        } else {
            LOG.debug("Dropped report for {}: the domain has no TLSRPT record", report.text());
            repository.complete(report);
            listener.dropped(report.domain(), report.day(), "", "the domain has no TLSRPT record");
        }
    }

    private void plan(ReportKey report, TlsRptDiscoveryResult.Found found) {
        if (!choices.reportsSuccessesOnly() && !hasFailures(report)) {
            drop(report, "there were no failures, and days without failures are not reported");
            return;
        }
        Instant now = clock.instant();
        Map<String, Instant> destinations = new TreeMap<>();
        for (ReportDestination destination : found.record().destinations()) {
            String uri = destination.uri();
            if (choices.suppressed().contains(uri) || repository.isSuppressed(uri)) {
                LOG.info("Report for {} not sent to {}: suppressed", report.text(), uri);
                listener.dropped(report.domain(), report.day(), uri, "suppressed");
            } else if (!transport.serves(destination)) {
                LOG.warn("Report for {} not sent to {}: no mailer is configured", report.text(), uri);
                listener.dropped(report.domain(), report.day(), uri, "no mailer");
            } else {
                destinations.put(uri, repository.times().sentAt(report, uri, now));
            }
        }
        if (destinations.isEmpty()) {
            drop(report, "it has no destination that is supported and not suppressed");
        } else {
            repository.plan(report, destinations);
        }
    }

    /** A failed look-up is repeated (D18); the counts are kept for as long as delivery may take. */
    private void putOff(ReportKey report, String reason) {
        Instant now = clock.instant();
        Instant last = report.nextMidnight().plus(Backoff.WINDOW);
        if (now.plus(LOOKUP_DELAY).isAfter(last)) {
            drop(report, "TLSRPT record lookups failed for a day, the last: " + reason);
        } else {
            LOG.info("TLSRPT record lookup failed for the report for {}, retrying later: {}", report.text(), reason);
            repository.putOff(report, now.plus(LOOKUP_DELAY));
            listener.failed(report.domain(), report.day(), "", reason);
        }
    }

    private void drop(ReportKey report, String reason) {
        LOG.warn("Dropped report for {}: {}", report.text(), reason);
        repository.complete(report);
        listener.dropped(report.domain(), report.day(), "", reason);
    }

    private boolean hasFailures(ReportKey report) {
        boolean[] found = {false};
        try {
            repository.read(report, new ReportVisitor() {
                @Override
                public void policy(PolicyKey policy, long successes, long failures) {
                    found[0] |= failures > 0;
                }

                @Override
                public void detail(DetailKey detail, long sessions) {
                    found[0] = true;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found[0];
    }
}
