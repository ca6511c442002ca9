package io.github.mtasts.tool.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that people name, which may be of any size, or a pipe that never ends. A file that is replaced by a pipe at the very
 * moment of reading is waited for. Stateless.
 */
public final class LimitedFile {
    private LimitedFile() {}

    /**
     * Reads the beginning of a regular file, while a service runs that a pipe would hold up.
     *
     * @param file the file
     * @param most the number of octets that are read at most
     * @return the octets
     * @throws IOException if it cannot be read, or is no regular file
     */
    public static byte[] beginning(Path file, int most) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is no regular file");
        }
        return read(file, most);
    }

    /**
     * Reads a regular file, while a service runs that a pipe would hold up.
     *
     * @param file the file
     * @param most the largest size, in octets
     * @return all its octets
     * @throws IOException if it cannot be read, is no regular file, or is larger
     */
    public static byte[] whole(Path file, int most) throws IOException {
        return requireSize(file, beginning(file, most + 1), most);
    }

    /**
     * Reads a regular file in UTF-8, while a service runs that a pipe would hold up.
     *
     * @param file the file
     * @param most the largest size, in octets
     * @return its text
     * @throws CharacterCodingException if it is not in UTF-8
     * @throws IOException if it cannot be read, is no regular file, or is larger
     */
    public static String text(Path file, int most) throws IOException {
        return decoded(whole(file, most));
    }

    /**
     * Reads a file in UTF-8 before a service starts: a shell hands over the output of a program as a pipe.
     *
     * @param file the file
     * @param most the largest size, in octets
     * @return its text
     * @throws CharacterCodingException if it is not in UTF-8
     * @throws IOException if it cannot be read, or is larger
     */
    public static String textOfAnyKind(Path file, int most) throws IOException {
        return decoded(requireSize(file, read(file, most + 1), most));
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    private static byte[] requireSize(Path file, byte[] octets, int most) throws IOException {
        if (octets.length > most) {
            throw new IOException(file + " has more than " + most + " octets, the most that is read of such a file");
        }
        return octets;
    }

    private static String decoded(byte[] octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets))
                .toString();
    }
}
