package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.internal.RegistrableDomain;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportingListener.Ending;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.Refusals;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionHost;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import io.github.mtasts.tlsrpt.submit.RefusedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt to deliver a report to a destination, and records the result (RFC 8460 sections 3 and 5.5). A
 * result that the store did not accept is kept in memory, and recorded before anything else is sent. Thread-safe.
 */
final class ReportSender {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);

    /** D35's counterpart for destinations: refusals for so many domains, or on so many days, suppress one. */
    private static final int SEVERAL = 3;

    private static final Duration OWN_FAULT_DELAY = Duration.ofMinutes(5);
    private static final Duration UNANSWERED_DELAY = Duration.ofHours(1);
    private static final String NO_REPLY = "no reply";

    private record Target(ReportKey report, String destination) {}

    private final ReportRepository repository;
    private final ReportWriter writer;
    private final ReportTransport transport;
    private final SubmissionChoices choices;
    private final RateLimiter rateLimiter;
    private final Clock clock;
    private final ClockWatch watch;
    private final RefusalWatch refusals;
    private final ReportingEvents events;
    private final Map<Target, SubmissionState> unrecorded = new ConcurrentHashMap<>();

    ReportSender(
            ReportRepository repository,
            ReportWriter writer,
            ReportTransport transport,
            SubmissionChoices choices,
            Clock clock,
            ClockWatch watch,
            RefusalWatch refusals,
            ReportingEvents events) {
        this.repository = repository;
        this.writer = writer;
        this.transport = transport;
        this.choices = choices;
        this.rateLimiter = new RateLimiter(choices.perMinute());
        this.clock = clock;
        this.watch = watch;
        this.refusals = refusals;
        this.events = events;
    }

    void deliver(Submission submission) {
        SubmissionState known = unrecorded.get(target(submission));
        if (known != null) {
            record(submission, known);
            return;
        }
        Instant now = clock.instant();
        Optional<ReportDestination> destination = ReportDestination.parse(submission.destination());
        if (destination.isEmpty()) {
            drop(
                    submission,
                    SubmissionState.REFUSED,
                    Ending.UNSUPPORTED,
                    "this version of the library does not support the destination");
        } else if (now.isAfter(submission.report().nextMidnight().plus(Backoff.STALE)) && !watch.hasJumped()) {
            drop(submission, SubmissionState.EXPIRED, Ending.GIVEN_UP, "a week has passed since its day");
        } else if (refusals.stoppedUntil() != null) {
            repository.retry(submission, false, now.plus(OWN_FAULT_DELAY));
        } else if (submission.refusal() != null) {
            endRefused(submission, submission.refusal());
        } else if (repository.isSuppressed(submission.destination())) {
            drop(submission, SubmissionState.REFUSED, Ending.SUPPRESSED, "the destination is suppressed");
        } else {
            String site =
                    RegistrableDomain.of(SubmissionHost.of(destination.get()).name());
            Optional<Instant> later = rateLimiter.reserve(site, now);
            if (later.isPresent()) {
                repository.retry(submission, false, later.get());
            } else {
                send(submission, destination.get());
            }
        }
    }

    /** Ends a submission that was refused an hour ago. */
    private void endRefused(Submission submission, String reply) {
        suppressIfOften(submission, reply);
        drop(submission, SubmissionState.REFUSED, Ending.REFUSED, reply);
    }

    private static Target target(Submission submission) {
        return new Target(submission.report(), submission.destination());
    }

    private void send(Submission submission, ReportDestination destination) {
        ReportKey report = submission.report();
        Optional<ReportFile> file = writer.gzip(repository, report);
        if (file.isEmpty()) {
            drop(submission, SubmissionState.EXPIRED, Ending.GIVEN_UP, "its counts are no longer in the store");
            return;
        }
        Duration limit =
                submission.lane() == Lane.NEW && choices.newHostDeadline().compareTo(choices.deadline()) < 0
                        ? choices.newHostDeadline()
                        : choices.deadline();
        SubmissionHost host = SubmissionHost.of(destination);
        SubmissionResult result = transport.send(file.get(), destination, limit);
        if (result instanceof SubmissionResult.Accepted) {
            accept(submission, host);
        } else if (result instanceof SubmissionResult.Refused refused) {
            refuse(submission, host, refused);
        } else if (result instanceof SubmissionResult.NotTried own) {
            boolean isAgain = own.isUnanswered() && submission.lane() == Lane.SLOW;
            postpone(submission, own.reason(), isAgain ? UNANSWERED_DELAY : OWN_FAULT_DELAY);
            if (own.isUnanswered() && !host.isMail()) {
                moveBack(submission, host);
            }
        } else {
            SubmissionResult.TryLater failed = (SubmissionResult.TryLater) result;
            retry(submission, failed);
            if (failed.isTimeout() && !host.isMail()) {
                moveBack(submission, host);
            }
        }
    }

    private void moveBack(Submission submission, SubmissionHost host) {
        move(submission, host, submission.lane() == Lane.KNOWN ? Lane.NEW : Lane.SLOW);
    }

    private void accept(Submission submission, SubmissionHost host) {
        ReportKey report = submission.report();
        Instant now = clock.instant();
        LOG.info("Report for {} accepted by {}", report.text(), submission.destination());
        refusals.accepted(host.name(), now);
        record(submission, SubmissionState.DELIVERED);
        events.tell(listener -> listener.delivered(report.domain(), report.day(), submission.destination()));
        if (!host.isMail()) {
            move(submission, host, Lane.KNOWN);
        }
    }

    private void move(Submission submission, SubmissionHost host, Lane lane) {
        if (submission.lane() != lane) {
            repository.move(host.name(), lane);
        }
    }

    /**
     * A refusal by the relay says nothing about the destination, and is repeated like a temporary failure. A refusal by the
     * destination is final after an hour, unless it turns out until then that most destinations refuse. A refusal for the size
     * ends this report only.
     */
    private void refuse(Submission submission, SubmissionHost host, SubmissionResult.Refused refused) {
        if (refused.isForSize()) {
            drop(submission, SubmissionState.REFUSED, Ending.REFUSED, refused.reason());
            return;
        }
        Instant now = clock.instant();
        if (refusals.refused(host.name(), submission.report().domain().name(), now)) {
            LOG.error(
                    "Stopped sending reports until {}: {} destinations refused reports within an hour, more than"
                            + " accepted any; a fault of this server or its relay is likely, and all reports are kept."
                            + " Last reply: {}",
                    refusals.stoppedUntil(),
                    refusals.refusingDestinations(),
                    refused.reason());
            events.tell(listener -> listener.sendingStopped(refused.reason()));
        }
        if (refusals.stoppedUntil() != null) {
            postpone(submission, refused.reason(), OWN_FAULT_DELAY);
        } else if (refused.by() == RefusedBy.RELAY) {
            retry(submission, new SubmissionResult.TryLater(refused.reason(), Duration.ZERO));
        } else {
            keep(submission, refused.reason());
        }
    }

    private void keep(Submission submission, String reason) {
        ReportKey report = submission.report();
        Instant end = clock.instant().plus(RefusalWatch.WINDOW);
        LOG.info(
                "Report for {} refused by {}, final at {} unless most destinations refuse until then: {}",
                report.text(),
                submission.destination(),
                end,
                reason);
        repository.keepRefusal(submission, reason.isEmpty() ? NO_REPLY : reason, end);
        events.tell(listener -> listener.refused(report.domain(), report.day(), submission.destination(), reason));
    }

    private void suppressIfOften(Submission submission, String reply) {
        String destination = submission.destination();
        Instant now = clock.instant();
        String site = RegistrableDomain.of(submission.report().domain().name());
        Refusals all = repository.refused(submission.report(), site, destination, now);
        boolean isOften = all.sites() >= SEVERAL || all.days() >= SEVERAL;
        if (isOften && !all.hasAccepted()) {
            repository.suppress(destination, now.plus(choices.suppressedFor()));
            LOG.warn(
                    "{} refused reports for {} registrable domains on {} days, suppressed for {}; last reply: {}",
                    destination,
                    all.sites(),
                    all.days(),
                    choices.suppressedFor(),
                    reply);
            events.tell(listener -> listener.suppressed(destination, reply));
        }
    }

    /** Postpones a submission for a reason on the side of this server; that is no attempt. */
    private void postpone(Submission submission, String reason, Duration delay) {
        ReportKey report = submission.report();
        LOG.info("Report for {} not sent to {}: {}", report.text(), submission.destination(), reason);
        repository.retry(submission, false, clock.instant().plus(delay));
        failed(submission, reason);
    }

    private void retry(Submission submission, SubmissionResult.TryLater failed) {
        ReportKey report = submission.report();
        Instant now = clock.instant();
        Instant last = submission.since().plus(Backoff.WINDOW);
        Instant next = now.plus(Backoff.after(submission.attempts()));
        if (next.isAfter(last) && !watch.hasJumped()) {
            drop(
                    submission,
                    SubmissionState.EXPIRED,
                    Ending.GIVEN_UP,
                    "all attempts of a day failed, the last: " + failed.reason());
            return;
        }
        Instant asked = now.plus(failed.notBefore());
        Instant latest = asked.isAfter(last) ? last : asked; // a longer wait leaves time for one more attempt
        next = next.isAfter(latest) ? next : latest;
        LOG.info(
                "Report for {} not accepted by {}, next attempt at {}: {}",
                report.text(),
                submission.destination(),
                next,
                failed.reason());
        repository.retry(submission, true, next);
        failed(submission, failed.reason());
    }

    private void failed(Submission submission, String reason) {
        ReportKey report = submission.report();
        events.tell(listener -> listener.failed(report.domain(), report.day(), submission.destination(), reason));
    }

    private void drop(Submission submission, SubmissionState state, Ending ending, String reason) {
        ReportKey report = submission.report();
        LOG.warn("Dropped report for {} to {}: {}", report.text(), submission.destination(), reason);
        record(submission, state);
        events.tell(
                listener -> listener.dropped(report.domain(), report.day(), submission.destination(), ending, reason));
    }

    /** Records a result. While the store fails, the copy in memory prevents a second delivery by this process. */
    private void record(Submission submission, SubmissionState state) {
        Target target = target(submission);
        unrecorded.put(target, state);
        Map<String, SubmissionState> states = repository.finish(submission, state);
        unrecorded.remove(target);
        if (!states.containsValue(SubmissionState.PENDING)) {
            LOG.info("Report for {} complete: {}", submission.report().text(), states);
        }
    }

    /** Forgets the refusals from before a stop, on every node. */
    void forgetRefusals() {
        if (refusals.hasNewStop()) {
            repository.forgetRefusals();
            refusals.stopSettled();
        }
    }

    /** Records the results that the store did not accept before. */
    void recordAll() {
        for (Map.Entry<Target, SubmissionState> each : Map.copyOf(unrecorded).entrySet()) {
            Target target = each.getKey();
            try {
                record(
                        new Submission(target.report(), target.destination(), 0, Instant.EPOCH, Lane.SLOW, null),
                        each.getValue());
            } catch (StoreException e) {
                LOG.debug("Result for {} to {} not stored yet", target.report().text(), target.destination(), e);
                return;
            }
        }
    }
}
