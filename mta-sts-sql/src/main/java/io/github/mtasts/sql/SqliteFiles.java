package io.github.mtasts.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that belong to a SQLite file: its journals and its lock. Immutable. */
final class SqliteFiles {
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal", ".lock");

    private final Path file;

    SqliteFiles(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** Whether a path leads to one of the files, by whatever links, or would if that file existed. */
    boolean contain(Path path) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file;
        List<Path> own = Stream.of(file, real) // SQLite keeps its journals beside the file that a link leads to
                .flatMap(each -> SUFFIXES.stream().map(suffix -> each.resolveSibling(each.getFileName() + suffix)))
                .toList();
        for (Path each : own) {
            if (isSame(each, path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        if (one.equals(other)) {
            return true;
        }
        if (Files.exists(one) && Files.exists(other)) {
            return Files.isSameFile(one, other);
        }
        Path folder = one.getParent();
        Path otherFolder = other.getParent();
        return folder != null
                && otherFolder != null
                && one.endsWith(other.getFileName())
                && Files.exists(folder)
                && Files.exists(otherFolder)
                && Files.isSameFile(folder, otherFolder);
    }
}
