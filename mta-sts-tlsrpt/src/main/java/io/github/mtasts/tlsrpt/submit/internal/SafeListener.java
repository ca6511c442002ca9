package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.submit.SubmissionListener;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the operator's listener, and logs what it throws: a faulty listener must not stop the reports. */
public final class SafeListener implements SubmissionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSubmitter.class);

    private final SubmissionListener listener;

    /** @param listener may throw */
    public SafeListener(SubmissionListener listener) {
        this.listener = listener;
    }

    @Override
    public void delivered(PolicyDomain domain, LocalDate day, String destination) {
        call(() -> listener.delivered(domain, day, destination));
    }

    @Override
    public void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {
        call(() -> listener.failed(domain, day, destination, reason));
    }

    @Override
    public void dropped(PolicyDomain domain, LocalDate day, String destination, String reason) {
        call(() -> listener.dropped(domain, day, destination, reason));
    }

    @Override
    public void suppressed(String destination, String reason) {
        call(() -> listener.suppressed(destination, reason));
    }

    @Override
    public void sendingStopped(String reason) {
        call(() -> listener.sendingStopped(reason));
    }

    @Override
    public void sendingResumed() {
        call(listener::sendingResumed);
    }

    @Override
    public void keyDoubted(String warning) {
        call(() -> listener.keyDoubted(warning));
    }

    private static void call(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            LOG.error("SubmissionListener threw an exception", e);
        }
    }
}
