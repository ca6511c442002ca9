package io.github.mtasts.tlsrpt.read;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files in a folder and its subfolders. Other programs may move and delete files meanwhile, as mail readers do in a
 * maildir. Not thread-safe.
 */
final class FolderFiles extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Path excluded;
    private final SortedSet<Path> files = new TreeSet<>();
    private final Map<Path, String> unreadable = new TreeMap<>();

    private FolderFiles(Path folder, Path excluded) {
        this.folder = folder;
        this.excluded = excluded;
    }

    /**
     * Lists a folder.
     *
     * @param excluded a folder that is left out with its subfolders
     * @throws IOException if the folder cannot be read
     */
    static FolderFiles in(Path folder, Path excluded) throws IOException {
        FolderFiles files = new FolderFiles(folder, excluded);
        Files.walkFileTree(folder, files);
        return files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        return Files.isSameFile(directory, excluded) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (Files.isRegularFile(file)) {
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        return failed(file, failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        return failure == null ? FileVisitResult.CONTINUE : failed(directory, failure);
    }

    private FileVisitResult failed(Path file, IOException failure) throws IOException {
        if (file.equals(folder)) {
            throw failure;
        }
        if (!(failure instanceof NoSuchFileException)) {
            unreadable.put(file, failure.toString());
        }
        return FileVisitResult.CONTINUE;
    }

    /** Returns the files in alphabetical order. */
    SortedSet<Path> files() {
        return files;
    }

    /** Returns the files and subfolders that cannot be read, with the reason. */
    Map<Path, String> unreadable() {
        return unreadable;
    }
}
