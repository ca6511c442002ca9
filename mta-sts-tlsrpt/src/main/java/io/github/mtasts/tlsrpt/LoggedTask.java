package io.github.mtasts.tlsrpt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeated work: a fault in it is logged, and does not end the repetition. */
final class LoggedTask implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedTask.class);

    private final Runnable work;

    LoggedTask(Runnable work) {
        this.work = work;
    }

    @Override
    public void run() {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("TLS reporting failed by a fault of this library; it goes on", e);
        }
    }
}
