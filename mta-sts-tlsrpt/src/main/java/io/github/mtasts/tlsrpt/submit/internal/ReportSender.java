package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.Submission;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import io.github.mtasts.tlsrpt.submit.SubmissionListener;
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

    private record Target(ReportKey report, String destination) {}

    private final ReportRepository repository;
    private final ReportWriter writer;
    private final ReportTransport transport;
    private final RateLimiter rateLimiter;
    private final Duration suppressedFor;
    private final Clock clock;
    private final SubmissionListener listener;
    private final Map<Target, SubmissionState> unrecorded = new ConcurrentHashMap<>();

    ReportSender(
            ReportRepository repository,
            ReportWriter writer,
            ReportTransport transport,
            SubmissionChoices choices,
            Clock clock,
            SubmissionListener listener) {
        this.repository = repository;
        this.writer = writer;
        this.transport = transport;
        this.rateLimiter = new RateLimiter(choices.perMinute());
        this.suppressedFor = choices.suppressedFor();
        this.clock = clock;
        this.listener = listener;
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
            drop(submission, SubmissionState.REFUSED, "this version of the library does not support the destination");
        } else if (now.isAfter(submission.since().plus(Backoff.WINDOW))) {
            drop(submission, SubmissionState.EXPIRED, "a day has passed since the first attempt");
        } else if (repository.isSuppressed(submission.destination())) {
            drop(submission, SubmissionState.REFUSED, "the destination is suppressed");
        } else {
            Optional<Instant> later = rateLimiter.reserve(host(destination.get()), now);
            if (later.isPresent()) {
                repository.retry(submission, false, later.get());
            } else {
                send(submission, destination.get());
            }
        }
    }

    private static Target target(Submission submission) {
        return new Target(submission.report(), submission.destination());
    }

    private static String host(ReportDestination destination) {
        return destination instanceof ReportDestination.Https https
                ? https.target().getHost()
                : domain(((ReportDestination.Mail) destination).addresses().get(0));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private void send(Submission submission, ReportDestination destination) {
        ReportKey report = submission.report();
        Optional<ReportFile> file = writer.gzip(repository, report);
        if (file.isEmpty()) {
            drop(submission, SubmissionState.EXPIRED, "its counts are no longer in the store");
            return;
        }
        SubmissionResult result = transport.send(file.get(), destination);
        if (result instanceof SubmissionResult.Accepted) {
            LOG.info("Report for {} accepted by {}", report.text(), submission.destination());
            record(submission, SubmissionState.DELIVERED);
            listener.delivered(report.domain(), report.day(), submission.destination());
        } else if (result instanceof SubmissionResult.Refused refused) {
            suppress(submission.destination());
            drop(submission, SubmissionState.REFUSED, refused.reason());
        } else {
            retry(submission, (SubmissionResult.TryLater) result);
        }
    }

    private void retry(Submission submission, SubmissionResult.TryLater failed) {
        ReportKey report = submission.report();
        Instant now = clock.instant();
        Duration delay = Backoff.after(submission.attempts());
        Instant next = now.plus(delay.compareTo(failed.notBefore()) < 0 ? failed.notBefore() : delay);
        if (next.isAfter(submission.since().plus(Backoff.WINDOW))) {
            drop(submission, SubmissionState.EXPIRED, "all attempts of a day failed, the last: " + failed.reason());
            return;
        }
        LOG.info(
                "Report for {} not accepted by {}, next attempt at {}: {}",
                report.text(),
                submission.destination(),
                next,
                failed.reason());
        repository.retry(submission, true, next);
        listener.failed(report.domain(), report.day(), submission.destination(), failed.reason());
    }

    private void suppress(String destination) {
        repository.suppress(destination, clock.instant().plus(suppressedFor));
        LOG.warn("{} refused a report; suppressed for {}", destination, suppressedFor);
    }

    private void drop(Submission submission, SubmissionState state, String reason) {
        ReportKey report = submission.report();
        LOG.warn("Dropped report for {} to {}: {}", report.text(), submission.destination(), reason);
        record(submission, state);
        listener.dropped(report.domain(), report.day(), submission.destination(), reason);
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

    /** Records the results that the store did not accept before. */
    void recordAll() {
        for (Map.Entry<Target, SubmissionState> each : Map.copyOf(unrecorded).entrySet()) {
            Target target = each.getKey();
            try {
                record(new Submission(target.report(), target.destination(), 0, Instant.EPOCH), each.getValue());
            } catch (StoreException e) {
                LOG.debug("Result for {} to {} not stored yet", target.report().text(), target.destination(), e);
                return;
            }
        }
    }
}
