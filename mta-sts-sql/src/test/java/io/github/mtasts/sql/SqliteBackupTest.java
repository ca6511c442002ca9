package io.github.mtasts.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies onto the files of the store itself, which would lose it. */
class SqliteBackupTest {
    @TempDir
    private Path folder;

    private Path path;
    private SqliteFile file;

    @BeforeEach
    void open() throws IOException {
        path = Files.createDirectory(folder.resolve("data")).resolve("mail.db.part");
        file = SqliteFile.builder(path).open();
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void assertRefused(Path copy) throws IOException {
        Object before = Files.readAttributes(path, "unix:ino").get("ino");
        assertThatThrownBy(() -> file.backupTo(copy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the store itself");
        assertThat(Files.readAttributes(path, "unix:ino").get("ino")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-shm", ".lock", "-journal"})
    void noFileOfTheStoreIsReplaced(String suffix) throws IOException {
        assertRefused(path.resolveSibling(path.getFileName() + suffix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-shm", ".lock", "-journal"})
    void noFileOfTheStoreIsReplacedThroughALinkToItsFolder(String suffix) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), path.getParent());
        assertRefused(link.resolve(path.getFileName() + suffix));
    }

    @Test
    void aLinkToTheStoreIsTheStore() throws IOException {
        assertRefused(Files.createSymbolicLink(folder.resolve("mail.db"), path));
        assertRefused(Files.createLink(folder.resolve("hard.db"), path));
    }

    /** A copy is written under its name with .part first. */
    @Test
    void thePartOfACopyIsNotTheStore() throws IOException {
        assertRefused(path.resolveSibling("mail.db"));
    }

    @Test
    void aStoreThatIsOpenedThroughALinkIsTheStore() throws IOException {
        file.close();
        file = SqliteFile.builder(Files.createSymbolicLink(folder.resolve("linked.db"), path))
                .open();
        assertRefused(path);
        assertRefused(path.resolveSibling(path.getFileName() + "-wal"));
    }

    @Test
    void anotherFileBesideTheStoreIsFine() {
        Path copy = path.resolveSibling("copy.db");
        file.backupTo(copy);
        file.backupTo(copy);
        assertThat(copy).isNotEmptyFile();
    }
}
