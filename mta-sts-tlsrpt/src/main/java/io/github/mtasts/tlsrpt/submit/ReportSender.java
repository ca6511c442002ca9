package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.ReportFile;
import io.github.mtasts.tlsrpt.report.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.Submission;
import io.github.mtasts.tlsrpt.store.SubmissionState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one report to one destination, once, and records what came of it (RFC 8460 sections 3 and 5.5). What was accepted and
 * could not be recorded is kept in mind, and recorded before anything else is sent. Thread-safe.
 */
final class ReportSender {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);

    private record Stop(ReportKey report, String destination) {}

    private final ReportStore store;
    private final ReportWriter writer;
    private final ReportTransport outlets;
    private final RateLimiter pace;
    private final Duration suppressedFor;
    private final Clock clock;
    private final SubmissionListener listener;
    private final Map<Stop, SubmissionState> unrecorded = new ConcurrentHashMap<>();

    ReportSender(
            ReportStore store,
            ReportWriter writer,
            ReportTransport outlets,
            RateLimiter pace,
            Duration suppressedFor,
            Clock clock,
            SubmissionListener listener) {
        this.store = store;
        this.writer = writer;
        this.outlets = outlets;
        this.pace = pace;
        this.suppressedFor = suppressedFor;
        this.clock = clock;
        this.listener = listener;
    }

    void bring(Submission submission) {
        Stop stop = new Stop(submission.report(), submission.destination());
        SubmissionState known = unrecorded.get(stop);
        if (known != null) {
            record(submission, known);
            return;
        }
        Instant now = clock.instant();
        Optional<ReportDestination> destination = ReportDestination.parse(submission.destination());
        if (destination.isEmpty()) {
            end(submission, SubmissionState.REFUSED, "no destination that this version of the library can serve");
        } else if (now.isAfter(submission.since().plus(Backoff.WINDOW))) {
            end(submission, SubmissionState.EXPIRED, "a day has passed since the first attempt");
        } else if (store.isSuppressed(submission.destination())) {
            end(submission, SubmissionState.REFUSED, "the destination is suppressed");
        } else {
            Optional<Instant> later = pace.wait(host(destination.get()), now);
            if (later.isPresent()) {
                store.retry(submission, false, later.get());
            } else {
                send(submission, destination.get());
            }
        }
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
        Optional<ReportFile> file = writer.gzip(store, submission.report());
        if (file.isEmpty()) {
            end(submission, SubmissionState.EXPIRED, "its counts are gone");
            return;
        }
        SubmissionResult attempted = outlets.send(file.get(), destination);
        if (attempted instanceof SubmissionResult.Accepted) {
            LOG.info("The report about {} was accepted by {}", submission.report(), submission.destination());
            record(submission, SubmissionState.DELIVERED);
            listener.delivered(submission.report(), submission.destination());
        } else if (attempted instanceof SubmissionResult.Refused refused) {
            suppress(submission.destination());
            end(submission, SubmissionState.REFUSED, refused.reason());
        } else {
            later(submission, (SubmissionResult.TryLater) attempted);
        }
    }

    private void later(Submission submission, SubmissionResult.TryLater failed) {
        Instant now = clock.instant();
        Duration delay = Backoff.after(submission.attempts());
        Instant next = now.plus(delay.compareTo(failed.notBefore()) < 0 ? failed.notBefore() : delay);
        if (next.isAfter(submission.since().plus(Backoff.WINDOW))) {
            end(submission, SubmissionState.EXPIRED, "no attempt of a day succeeded, the last: " + failed.reason());
            return;
        }
        LOG.info(
                "The report about {} did not reach {} and is sent again: {}",
                submission.report(),
                submission.destination(),
                failed.reason());
        store.retry(submission, true, next);
        listener.failed(submission.report(), submission.destination(), failed.reason());
    }

    private void suppress(String destination) {
        store.suppress(destination, clock.instant().plus(suppressedFor));
        LOG.warn("{} refuses reports, and gets none for {}", destination, suppressedFor);
    }

    private void end(Submission submission, SubmissionState state, String reason) {
        LOG.warn("The report about {} is dropped for {}: {}", submission.report(), submission.destination(), reason);
        record(submission, state);
        listener.dropped(submission.report(), submission.destination(), reason);
    }

    /** While the store fails, this process at least will not send it twice. */
    private void record(Submission submission, SubmissionState state) {
        Stop stop = new Stop(submission.report(), submission.destination());
        unrecorded.put(stop, state);
        Map<String, SubmissionState> states = store.finish(submission, state);
        unrecorded.remove(stop);
        if (!states.containsValue(SubmissionState.PENDING)) {
            LOG.info("The report about {} is done: {}", submission.report(), states);
        }
    }

    /** Records what could not be recorded before. */
    void recordAll() {
        for (Map.Entry<Stop, SubmissionState> each : Map.copyOf(unrecorded).entrySet()) {
            Stop stop = each.getKey();
            try {
                record(new Submission(stop.report(), stop.destination(), 0, Instant.EPOCH), each.getValue());
            } catch (StoreException e) {
                LOG.debug("the report store does not take it yet: {}", stop, e);
                return;
            }
        }
    }
}
