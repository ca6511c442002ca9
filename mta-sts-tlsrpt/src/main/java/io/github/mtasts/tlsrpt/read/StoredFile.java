package io.github.mtasts.tlsrpt.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that appears complete, under its final name and on disk, or not at all. Not thread-safe. */
final class StoredFile implements AutoCloseable {
    /** The beginning of the name of a file that is not complete. */
    static final String INCOMPLETE = "incoming-";

    private final Path directory;
    private final Path incomplete;

    private StoredFile(Path directory, Path incomplete) {
        this.directory = directory;
        this.incomplete = incomplete;
    }

    static StoredFile in(Path directory) throws IOException {
        return new StoredFile(directory, Files.createTempFile(directory, INCOMPLETE, ""));
    }

    /**
     * Writes a stream to its end and forces it to disk, because the reporter deletes its copy after the response.
     *
     * @return false if the stream exceeds the limit
     */
    boolean write(InputStream in, int maxOctets) throws IOException {
        byte[] block = new byte[16 << 10];
        long total = 0;
        try (FileChannel channel = FileChannel.open(incomplete, StandardOpenOption.WRITE)) {
            for (int octets = in.read(block); octets >= 0; octets = in.read(block)) {
                total += octets;
                if (total > maxOctets) {
                    return false;
                }
                write(channel, ByteBuffer.wrap(block, 0, octets));
            }
            channel.force(true);
        }
        return true;
    }

    private static void write(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /**
     * Gives the file its final name, and forces the directory to disk: otherwise a crash could lose the name.
     *
     * @throws FileAlreadyExistsException if there is a file with this name, also if it was made at the same time
     */
    Path moveTo(String name) throws IOException {
        Path file = directory.resolve(name);
        try {
            Files.createLink(file, incomplete); // a move would replace the other file
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE); // a file system without hard links
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // Other systems cannot open a directory; they write the name to disk with the move.
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        return file;
    }

    /** Deletes the incomplete file. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(incomplete);
    }
}
