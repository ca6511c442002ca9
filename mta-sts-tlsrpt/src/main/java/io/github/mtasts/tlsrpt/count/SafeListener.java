package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.CountingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the operator's listener, and logs what it throws: a faulty listener must not stop the counting. */
final class SafeListener implements CountingListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCounter.class);

    private final CountingListener listener;

    SafeListener(CountingListener listener) {
        this.listener = listener;
    }

    @Override
    public void late(long sessions) {
        call(() -> listener.late(sessions));
    }

    @Override
    public void tooManyDomains(long sessions) {
        call(() -> listener.tooManyDomains(sessions));
    }

    @Override
    public void tooManyUnanswered(long sessions) {
        call(() -> listener.tooManyUnanswered(sessions));
    }

    @Override
    public void refused(long sessions) {
        call(() -> listener.refused(sessions));
    }

    @Override
    public void storeFailed(StoreException cause) {
        call(() -> listener.storeFailed(cause));
    }

    @Override
    public void storeRecovered() {
        call(listener::storeRecovered);
    }

    private static void call(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            LOG.error("CountingListener threw an exception", e);
        }
    }
}
