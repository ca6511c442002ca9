package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.store.ReportingListener.Ending;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.LookupFinding;
import io.github.mtasts.tlsrpt.store.internal.PlanningState;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the destinations of one report, from the TLSRPT record of its domain (RFC 8460 section 3). Thread-safe. */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final Duration LOOKUP_DELAY = Duration.ofMinutes(10);
    /** How long an absent record is looked up again if there was one on the day of the report (D35). */
    private static final Duration ASK_AGAIN = Duration.ofHours(4);

    private final ReportRepository repository;
    private final TlsRptDiscovery discovery;
    private final ReportTransport transport;
    private final SubmissionChoices choices;
    private final Clock clock;
    private final ClockWatch watch;
    private final ReportingEvents events;

    Planner(
            ReportRepository repository,
            TlsRptDiscovery discovery,
            ReportTransport transport,
            SubmissionChoices choices,
            Clock clock,
            ClockWatch watch,
            ReportingEvents events) {
        this.repository = repository;
        this.discovery = discovery;
        this.transport = transport;
        this.choices = choices;
        this.clock = clock;
        this.watch = watch;
        this.events = events;
    }

    void plan(ReportKey report) {
        TlsRptDiscoveryResult result = discovery.discover(report.domain());
        if (result instanceof TlsRptDiscoveryResult.Found found) {
            found.record().warnings().forEach(warning -> LOG.info("TLSRPT record of {}: {}", report.domain(), warning));
            plan(report, found.record().destinations());
        } else if (result instanceof TlsRptDiscoveryResult.TemporaryFailure failure) {
            putOff(report, failure);
        } else {
            String finding = result instanceof TlsRptDiscoveryResult.Invalid invalid
                    ? "the TLSRPT record is invalid: " + invalid.reason()
                    : "the domain has no TLSRPT record";
            withoutRecord(report, finding);
        }
    }

    /**
     * D35: an absent or invalid record ends the report only if no look-up of its day found one. Otherwise the look-up is repeated
     * for hours, and then the destinations are used that the look-ups of the day confirmed.
     */
    private void withoutRecord(ReportKey report, String finding) {
        PlanningState state = repository.planning(report);
        Instant now = clock.instant();
        Instant since = state.absentSince() == null ? now : state.absentSince();
        if (!state.isSeen()) {
            LOG.debug("Dropped report for {}: {}", report.text(), finding); // D18
            repository.complete(report);
            dropped(report, "", Ending.NOT_WANTED, finding);
        } else if (now.isBefore(since.plus(ASK_AGAIN))) {
            LOG.warn(
                    "Report for {}: {}, although there was one on its day; looking it up again",
                    report.text(),
                    finding);
            repository.putOff(report, LookupFinding.ABSENT, now, now.plus(LOOKUP_DELAY));
            failed(report, finding);
        } else if (state.confirmed().isEmpty()) {
            drop(report, Ending.NOT_WANTED, finding + ", and only one look-up of its day found one");
        } else {
            List<ReportDestination> destinations = state.confirmed().stream()
                    .sorted()
                    .flatMap(uri -> ReportDestination.parse(uri).stream())
                    .toList();
            LOG.warn(
                    "Report for {}: {}; using the destinations that were published on its day: {}",
                    report.text(),
                    finding,
                    state.confirmed());
            plan(report, destinations);
        }
    }

    private void plan(ReportKey report, List<ReportDestination> published) {
        if (!choices.reportsSuccessesOnly() && !hasFailures(report)) {
            drop(report, Ending.NOT_WANTED, "there were no failures, and days without failures are not reported");
            return;
        }
        Instant now = clock.instant();
        Map<String, Instant> destinations = new TreeMap<>();
        for (ReportDestination destination : published) {
            String uri = destination.uri();
            if (choices.suppressed().contains(uri) || repository.isSuppressed(uri)) {
                LOG.info("Report for {} not sent to {}: suppressed", report.text(), uri);
                dropped(report, uri, Ending.SUPPRESSED, "suppressed");
            } else if (!transport.serves(destination)) {
                LOG.warn("Report for {} not sent to {}: no mailer is configured", report.text(), uri);
                dropped(report, uri, Ending.UNSUPPORTED, "no mailer");
            } else {
                destinations.put(uri, repository.times().sentAt(report, uri, now));
            }
        }
        if (destinations.isEmpty()) {
            drop(report, Ending.UNSUPPORTED, "it has no destination that is supported and not suppressed");
        } else {
            repository.plan(report, destinations);
            int number = destinations.size();
            events.tell(listener -> listener.planned(report.domain(), report.day(), number));
        }
    }

    /**
     * A failed look-up is repeated (D18) for a day after the first one that failed on the side of the domain. A fault of this
     * server's own resolvers is not held against the report (D34), within a week.
     */
    private void putOff(ReportKey report, TlsRptDiscoveryResult.TemporaryFailure failure) {
        String reason = Printable.reason(failure.reason());
        Instant now = clock.instant();
        Instant next = now.plus(LOOKUP_DELAY);
        boolean isOwn = failure.fault() != LookupFault.DOMAIN;
        Instant since = repository.planning(report).failingSince();
        Instant last =
                isOwn ? report.nextMidnight().plus(Backoff.STALE) : (since == null ? now : since).plus(Backoff.WINDOW);
        if (next.isAfter(last) && !watch.hasJumped()) {
            drop(report, Ending.GIVEN_UP, "TLSRPT record lookups failed for a day, the last: " + reason);
            return;
        }
        LOG.info("TLSRPT record lookup failed for the report for {}, retrying later: {}", report.text(), reason);
        if (isOwn) {
            repository.putOff(report, next);
        } else {
            repository.putOff(report, LookupFinding.FAILED, now, next);
        }
        failed(report, reason);
    }

    private void failed(ReportKey report, String reason) {
        events.tell(listener -> listener.failed(report.domain(), report.day(), "", reason));
    }

    private void dropped(ReportKey report, String destination, Ending ending, String reason) {
        events.tell(listener -> listener.dropped(report.domain(), report.day(), destination, ending, reason));
    }

    private void drop(ReportKey report, Ending ending, String reason) {
        LOG.warn("Dropped report for {}: {}", report.text(), reason);
        repository.complete(report);
        dropped(report, "", ending, reason);
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
