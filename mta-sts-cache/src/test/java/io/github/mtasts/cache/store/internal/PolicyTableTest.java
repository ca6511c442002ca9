package io.github.mtasts.cache.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTableTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(START);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    /** The clock went back, and was right again after the last comparison and before the next one. */
    @Test
    void tellsWhatWasWrittenAfterTheClockWentBackByLessThanHasPassed() {
        try (PolicyTable table = new PolicyTable(
                SqliteDatabase.open(PolicyTable.SCHEMA, folder.resolve("policies.db"), 1 << 20, clock), nanos::get)) {
            String mark = table.changes(null, 10).mark();
            pass(Duration.ofMinutes(10));
            table.write(List.of(row("before.example")));
            mark = table.changes(mark, 10).mark();
            clock.advance(Duration.ofMinutes(-20));
            table.write(List.of(row("after.example")));
            pass(Duration.ofMinutes(30)); // an outage
            assertThat(table.changes(mark, 10).rows())
                    .extracting(row -> row.domain().name())
                    .contains("after.example");
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    private static StoredPolicy row(String domain) {
        return StoredPolicy.row(
                PolicyDomain.of(domain),
                "id1",
                "version: STSv1".getBytes(StandardCharsets.US_ASCII),
                START,
                START.plusSeconds(86_400),
                START);
    }
}
