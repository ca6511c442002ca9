package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.StoreException;
import org.junit.jupiter.api.Test;

class ReportingStateTest {
    private final ReportingState state = new ReportingState();

    @Test
    void remembersWhatFailsUntilItIsOver() {
        state.storeFailed(new StoreException(StoreException.Kind.FULL, "disk full", null));
        state.sendingStopped("no store");
        state.keyDoubted("another key in the DNS");
        assertThat(state.storeFault()).isEqualTo("disk full");
        assertThat(state.stoppedBecause()).isEqualTo("no store");
        assertThat(state.keyDoubt()).isEqualTo("another key in the DNS");
        state.storeRecovered();
        state.sendingResumed();
        assertThat(state.storeFault()).isNull();
        assertThat(state.stoppedBecause()).isNull();
        assertThat(state.keyDoubt()).isNotNull();
    }
}
