package io.github.mtasts.tool.postfix;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What keeps reports from being counted or sent at this moment. Thread-safe. */
final class ReportingState implements ReportingListener {
    private volatile @Nullable String storeFault;
    private volatile @Nullable String stoppedBecause;

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

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (storeFault != null) {
            faults.add("the store of reports fails: " + storeFault);
        }
        if (stoppedBecause != null) {
            faults.add("no TLS reports are sent: " + stoppedBecause);
        }
        return faults;
    }
}
