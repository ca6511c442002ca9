package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Migrates the tables of a component to the schema version of this library, one step per version. The caller ensures that one
 * process migrates at a time, in one transaction.
 */
public final class Migrations {
    private static final String READ = "SELECT version FROM mta_sts_schema WHERE component = ?";

    private final String component;
    private final List<List<String>> steps;

    /**
     * Creates the migrations of a component.
     *
     * @param component its name
     * @param steps the statements that lead from each version to the next, starting from an empty database
     */
    public Migrations(String component, List<List<String>> steps) {
        this.component = component;
        this.steps = steps;
    }

    /** Runs the missing steps. */
    public void apply(Session session, String store) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS mta_sts_schema"
                    + " (component VARCHAR(64) PRIMARY KEY, version INTEGER NOT NULL)");
            int version = version(session);
            refuseNewer(version, store);
            if (version == steps.size()) {
                return;
            }
            for (List<String> step : steps.subList(version, steps.size())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            String sql = version == 0
                    ? "INSERT INTO mta_sts_schema (version, component) VALUES (?, ?)"
                    : "UPDATE mta_sts_schema SET version = ? WHERE component = ?";
            session.prepare(sql, steps.size(), component).executeUpdate();
        }
    }

    /** Throws if a newer library has migrated the tables. */
    void refuseNewer(int version, String store) {
        if (version > steps.size()) {
            throw new StoreException(
                    StoreException.Kind.NEWER_SCHEMA,
                    store + " has version " + version + " of the schema of " + component
                            + ", but this library supports version " + steps.size()
                            + ": update the library on this node.",
                    null);
        }
    }

    String component() {
        return component;
    }

    /** Returns the stored version, 0 if there is none. */
    int version(Session session) throws SQLException {
        try (ResultSet row = session.prepare(READ, component).executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
