package io.github.mtasts.tlsrpt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A repeated task whose unexpected exceptions and errors are logged and do not end the repetition. */
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
        } catch (Throwable e) {
            LOG.error("TLS reporting task failed unexpectedly", e);
        }
    }
}
