package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.store.DetailKey;
import io.github.mtasts.tlsrpt.store.PolicyKey;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.ReportVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides where one report goes, by the TLSRPT record of its domain (RFC 8460 section 3). Thread-safe. */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /** What the operator wants. */
    record Choices(Set<String> suppressed, boolean reportsSuccessesOnly) {}

    private final ReportStore store;
    private final TlsRptDiscovery discovery;
    private final ReportTransport outlets;
    private final Choices choices;
    private final Clock clock;
    private final SubmissionListener listener;

    Planner(
            ReportStore store,
            TlsRptDiscovery discovery,
            ReportTransport outlets,
            Choices choices,
            Clock clock,
            SubmissionListener listener) {
        this.store = store;
        this.discovery = discovery;
        this.outlets = outlets;
        this.choices = choices;
        this.clock = clock;
        this.listener = listener;
    }

    void plan(ReportKey report) {
        TlsRptDiscoveryResult lookup = discovery.discover(report.domain());
        if (lookup instanceof TlsRptDiscoveryResult.Found found) {
            found.record()
                    .warnings()
                    .forEach(warning -> LOG.info("The TLSRPT record of {}: {}", report.domain(), warning));
            plan(report, found);
        } else if (lookup instanceof TlsRptDiscoveryResult.TemporaryFailure failure) {
            tryLater(report, Printable.reason(failure.reason()));
        } else if (lookup instanceof TlsRptDiscoveryResult.Invalid invalid) {
            drop(report, "the TLSRPT record cannot be used: " + invalid.reason()); // D18
        } else {
            LOG.debug("the report about {} is dropped: the domain asks for none", report);
            store.complete(report);
            listener.dropped(report, "", "the domain asks for no reports");
        }
    }

    private void plan(ReportKey report, TlsRptDiscoveryResult.Found found) {
        if (!choices.reportsSuccessesOnly() && !hasFailures(report)) {
            drop(report, "there were no failures, and days without are not reported, by configuration");
            return;
        }
        Instant now = clock.instant();
        Map<String, Instant> destinations = new TreeMap<>();
        for (ReportDestination destination : found.record().destinations()) {
            String uri = destination.uri();
            if (choices.suppressed().contains(uri) || store.isSuppressed(uri)) {
                LOG.info("The report about {} does not go to {}, which is suppressed", report, uri);
                listener.dropped(report, uri, "suppressed");
            } else if (!outlets.serves(destination)) {
                LOG.warn("The report about {} does not go to {}: there is no mailer for mailto:", report, uri);
                listener.dropped(report, uri, "no mailer");
            } else {
                destinations.put(uri, store.times().sentAt(report, uri, now));
            }
        }
        if (destinations.isEmpty()) {
            drop(report, "none of its destinations is served");
        } else {
            store.plan(report, destinations);
        }
    }

    /** D18: a look-up that failed is done again; the data is kept for as long as delivery may take. */
    private void tryLater(ReportKey report, String reason) {
        Instant now = clock.instant();
        Instant last = report.nextMidnight().plus(Backoff.WINDOW);
        if (now.plus(AGAIN).isAfter(last)) {
            drop(report, "its TLSRPT record could not be looked up for a day: " + reason);
        } else {
            LOG.info("The TLSRPT record for the report about {} is looked up again later: {}", report, reason);
            store.putOff(report, now.plus(AGAIN));
            listener.failed(report, "", reason);
        }
    }

    private void drop(ReportKey report, String reason) {
        LOG.warn("The report about {} is dropped: {}", report, reason);
        store.complete(report);
        listener.dropped(report, "", reason);
    }

    private boolean hasFailures(ReportKey report) {
        boolean[] found = {false};
        try {
            store.read(report, new ReportVisitor() {
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
