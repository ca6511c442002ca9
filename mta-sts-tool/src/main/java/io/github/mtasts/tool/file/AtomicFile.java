package io.github.mtasts.tool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes files that are complete and on disk, or as they were before. What is there and is no file, such as {@code /dev/stdout}, stays.
 * Stateless.
 */
public final class AtomicFile {
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("rw-r--r--");

    private AtomicFile() {}

    /**
     * Writes a file that only its owner can read (mode 0600).
     *
     * @param file the file, which may exist
     * @param octets its contents
     * @throws IOException if it cannot be written; the old contents are then unchanged
     */
    public static void writeSecret(Path file, byte[] octets) throws IOException {
        write(file, octets, OWNER_FILE);
    }

    /**
     * Writes a file that everybody can read (mode 0644).
     *
     * @param file the file, which may exist
     * @param octets its contents
     * @throws IOException if it cannot be written; the old contents are then unchanged
     */
    public static void write(Path file, byte[] octets) throws IOException {
        write(file, octets, EVERYBODY);
    }

    /**
     * Makes a folder that only its owner can enter (mode 0700), with the folders above it.
     *
     * @param folder the folder
     * @throws IOException if it cannot be made
     */
    public static void secretFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, posix(folder, OWNER_FOLDER));
        } else if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, OWNER_FOLDER);
        }
    }

    private static void write(Path file, byte[] octets, Set<PosixFilePermission> mode) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is there and is no file: remove it, or name another one");
        }
        Path folder = file.toAbsolutePath().resolveSibling("");
        Path incomplete = Files.createTempFile(folder, ".incomplete-", "", posix(file, OWNER_FILE));
        try {
            try (FileChannel channel = FileChannel.open(incomplete, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(octets);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            if (isPosix(file)) {
                Files.setPosixFilePermissions(incomplete, mode);
            }
            Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        } finally {
            Files.deleteIfExists(incomplete);
        }
    }

    /** Forces the name to disk; systems that cannot open a folder do so with the move. */
    private static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] posix(Path path, Set<PosixFilePermission> mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
