package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.faults.FaultyJdbc;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

class SqliteReportFaultTest extends ReportFaultContract {
    @TempDir
    private Path folder;

    private int opened;

    @Override
    ReportRepository emptyStore(FaultyJdbc faults, TestClock clock) {
        Path file = folder.resolve(opened++ + ".db");
        return new ReportTables(
                SqliteDatabase.open(ReportSchema.SCHEMA, file, 1 << 20, clock, faults.around(new JDBC())),
                PlanTimes.DEFAULT);
    }
}
