package io.github.mtasts.james;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import org.jspecify.annotations.Nullable;

/** What keeps reports from being counted or sent now. Thread-safe. */
final class ReportingState implements ReportingListener {
    private volatile @Nullable String storeFault;
    private volatile @Nullable String stoppedBecause;
    private volatile @Nullable String keyDoubt;

    @Override
    public void storeFailed(StoreException cause) {
        storeFault = cause.getMessage();
    }

    @Override
    public void storeRecovered() {
        storeFault = null;
    }

    @Override
    public void sendingStopped(String reason) {
        stoppedBecause = reason;
    }

    @Override
    public void sendingResumed() {
        stoppedBecause = null;
    }

    /** Checked once in the life of a process: it stays until a restart. */
    @Override
    public void keyDoubted(String warning) {
        keyDoubt = warning;
    }

    @Nullable
    String storeFault() {
        return storeFault;
    }

    @Nullable
    String stoppedBecause() {
        return stoppedBecause;
    }

    @Nullable
    String keyDoubt() {
        return keyDoubt;
    }
}
