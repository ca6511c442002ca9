package io.github.mtasts.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs each benchmark and each load program of policies briefly, and checks no figure. */
class SmokeTest {
    @Test
    void everyBenchmarkRuns() throws Exception {
        assertThat(Main.run(Main.smoke())).hasSize(25);
    }

    /** Throws when a domain has no policy in force at the end, or a fetch failed. */
    @Test
    void theLoadProgramsRun() throws Exception {
        ColdResolution.run(5, 2, 1);
        MemoryPerDomain.run(1_000);
        FirstLookup.run(1_000, 20);
        StoreWrites.run(200, 1);
        Refresh.run(5, 2);
        DaneLookups.run(5, 2, 1);
    }
}
