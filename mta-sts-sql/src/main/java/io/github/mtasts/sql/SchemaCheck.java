package io.github.mtasts.sql;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Checks that no newer library has migrated the tables while this one runs: in every write, and in reads about once a second.
 * Thread-safe.
 */
final class SchemaCheck {
    private static final long CHECKED_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String store;
    private volatile long checkedAtNanos = System.nanoTime() - CHECKED_FOR_NANOS;

    SchemaCheck(String store) {
        this.store = store;
    }

    void beforeRead(Session session, Migrations migrations) throws SQLException {
        if (System.nanoTime() - checkedAtNanos >= CHECKED_FOR_NANOS) {
            beforeWrite(session, migrations);
        }
    }

    void beforeWrite(Session session, Migrations migrations) throws SQLException {
        migrations.refuseNewer(migrations.version(session), store);
        checkedAtNanos = System.nanoTime();
    }
}
