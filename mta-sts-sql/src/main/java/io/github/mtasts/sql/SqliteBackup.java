package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** Copies a SQLite file that is in use. The copy appears under its name when it is complete and on disk. */
final class SqliteBackup {
    private final SqliteSessions sessions;
    private final Path file;
    private final String store;

    SqliteBackup(SqliteSessions sessions, Path file, String store) {
        this.sessions = sessions;
        this.file = file;
        this.store = store;
    }

    void to(Path copy) {
        Path target = copy.toAbsolutePath().normalize();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            SqliteFiles own = new SqliteFiles(file);
            if (own.contain(target) || own.contain(part)) {
                throw new IllegalArgumentException("the copy " + copy + " is the store itself: choose another path");
            }
            Path directory = target.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(part); // of a backup that was interrupted
            copy(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    Kind.UNREACHABLE,
                    store + " could not be copied to " + copy + " (" + e.getMessage()
                            + "): check the space and the permissions there.",
                    e);
        }
    }

    /** Copies what was committed when it begins, in a read transaction of its own. */
    private void copy(Path part) throws SQLException {
        Session session = sessions.forBackup();
        try {
            session.prepare("VACUUM INTO ?", part.toString()).execute();
        } finally {
            session.close();
        }
    }
}
