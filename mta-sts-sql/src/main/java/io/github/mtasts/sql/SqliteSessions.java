package io.github.mtasts.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Opens sessions on a SQLite file. Thread-safe. */
final class SqliteSessions {
    static final long PAGE_OCTETS = 4_096;

    private final Driver driver;
    private final Path file;
    private final long budgetOctets;

    SqliteSessions(Driver driver, Path file, long budgetOctets) {
        this.driver = driver;
        this.file = file;
        this.budgetOctets = budgetOctets;
    }

    /** Opens a session for writing, and creates or migrates the tables of the stores. */
    Session forWriting(List<SqliteDatabase> stores) throws SQLException {
        Session session = open(
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA max_page_count = " + budgetOctets / PAGE_OCTETS);
        boolean isReady = false;
        try {
            session.execute("BEGIN IMMEDIATE");
            for (SqliteDatabase store : stores) {
                store.migrate(session);
            }
            session.execute("COMMIT");
            isReady = true;
            return session;
        } finally {
            if (!isReady) {
                session.close(); // a half-open store would keep its transaction
            }
        }
    }

    Session forReading() throws SQLException {
        return open("PRAGMA query_only = ON");
    }

    /** Opens a session for a copy of the file. */
    Session forBackup() throws SQLException {
        return open();
    }

    private Session open(String... pragmas) throws SQLException {
        Connection connection = driver.connect("jdbc:sqlite:" + file, new Properties());
        boolean isReady = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000"); // a checkpoint locks the file for a moment
            for (String pragma : pragmas) {
                statement.execute(pragma);
            }
            isReady = true;
            return new Session(connection);
        } finally {
            if (!isReady) {
                connection.close();
            }
        }
    }
}
