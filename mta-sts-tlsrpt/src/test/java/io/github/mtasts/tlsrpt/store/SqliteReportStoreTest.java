package io.github.mtasts.tlsrpt.store;

import static io.github.mtasts.tlsrpt.store.Samples.STS;
import static io.github.mtasts.tlsrpt.store.Samples.batch;
import static io.github.mtasts.tlsrpt.store.Samples.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReportStoreTest extends ReportStoreContract {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("reports.db");
    }

    @Override
    ReportRepository emptyStore() {
        return (ReportRepository) SqliteReportStore.builder(file()).clock(clock).open();
    }

    @Override
    ReportRepository reopen() {
        return emptyStore();
    }

    @Override
    void dropTables() throws IOException {
        Files.delete(file());
    }

    @Override
    String schemaPrefix() {
        return "sqlite";
    }

    @Override
    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    @Test
    void aSecondProcessIsToldThatTheFileIsInUse() {
        assertThatThrownBy(() -> SqliteReportStore.open(file()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("report store")
                .hasMessageContaining("open in another process");
    }

    @Test
    void aFullFileRefusesAWholeBatchAndTakesItWhenThereIsRoom() {
        Path small = folder.resolve("small.db");
        try (ReportRepository store = (ReportRepository) SqliteReportStore.builder(small)
                .clock(clock)
                .budgetOctets(262_144)
                .open()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            store.add(batch("a", i, "d" + i + ".example", STS, counts(1, 0)), ReportLimits.DEFAULT);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("budget");
        }
        try (ReportRepository store =
                (ReportRepository) SqliteReportStore.builder(small).clock(clock).open()) {
            assertThat(store.list(Samples.DAY)).isNotEmpty();
            store.add(batch("b", 1, "more.example", STS, counts(1, 0)), ReportLimits.DEFAULT);
            assertThat(store.list(Samples.DAY)).contains(Samples.report("more.example"));
        }
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> SqliteReportStore.builder(file()).budgetOctets(5))
                .hasMessageContaining("262144");
        assertThatThrownBy(() -> SqliteReportStore.builder(file()).times(Duration.ofHours(1), Duration.ofHours(1)))
                .hasMessageContaining("sending must end");
        assertThatThrownBy(() -> new ReportLimits(0, 1, 1)).hasMessageContaining("at least 1");
    }
}
