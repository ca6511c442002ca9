package io.github.mtasts.sql;

import io.github.mtasts.failure.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The file lock that excludes other processes. The operating system releases it when the process ends, even after a crash. */
final class FileLockFile implements AutoCloseable {
    private final FileChannel channel;

    private FileLockFile(FileChannel channel) {
        this.channel = channel;
    }

    static FileLockFile of(String storeName, Path file) {
        Path path = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = null;
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FileLockFile(channel);
            }
            throw inUse(storeName, file, null);
        } catch (OverlappingFileLockException e) {
            close(channel);
            throw inUse(storeName, file, e);
        } catch (IOException e) {
            close(channel);
            throw new StoreException(
                    StoreException.Kind.READ_ONLY,
                    "The " + storeName + " " + file + " cannot be opened, because " + path
                            + " cannot be written: give this process write permission for that directory.",
                    e);
        } catch (StoreException e) {
            close(channel);
            throw e;
        }
    }

    private static StoreException inUse(String storeName, Path file, @Nullable Throwable cause) {
        return new StoreException(
                StoreException.Kind.IN_USE,
                "The " + storeName + " " + file
                        + " is open in another process, or twice in this one: give each process its own file,"
                        + " or use a database server.",
                cause);
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            new FileLockFile(channel).close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE, "The lock file of a store could not be closed.", e);
        }
    }
}
