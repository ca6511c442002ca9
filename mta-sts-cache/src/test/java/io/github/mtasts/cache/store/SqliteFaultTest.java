package io.github.mtasts.cache.store;

import io.github.mtasts.cache.store.internal.PolicyTable;
import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.faults.FaultyJdbc;
import io.github.mtasts.sql.SqliteDatabase;
import io.github.mtasts.testkit.TestClock;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

class SqliteFaultTest extends FaultContract {
    @TempDir
    private Path folder;

    private int opened;

    @Override
    protected Subject open() {
        FaultyJdbc faults = new FaultyJdbc();
        TestClock clock = new TestClock(PolicyStoreContract.START);
        Path file = folder.resolve(opened++ + ".db");
        PolicyStore store = new PolicyTable(
                SqliteDatabase.open(PolicyTable.SCHEMA, file, 1 << 20, clock, faults.around(new JDBC())));
        return new FaultySubject(store, clock, faults::fail, faults::heal, () -> {});
    }
}
