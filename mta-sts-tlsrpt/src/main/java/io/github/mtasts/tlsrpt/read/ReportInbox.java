package io.github.mtasts.tlsrpt.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of posted reports. An HTTPS endpoint stores each request body unread and responds at once; the reports
 * are read later, so that no report is lost because of an error in reading it.
 *
 * <p>Immutable and thread-safe; several processes may use one directory. The inbox does not depend on an HTTP library:
 * the endpoint passes the media type and the body, and responds with the status of the result.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.4">RFC 8460 section 5.4</a>
 */
public final class ReportInbox {
    /** The default limit of a body in octets. */
    public static final int DEFAULT_MAX_OCTETS = 10 << 20;

    /** The default limit of the number of stored reports. */
    public static final int DEFAULT_MAX_REPORTS = 10_000;

    private static final String STORED = "report-";
    private static final String INCOMPLETE = "incoming-";

    /** The registered media types (RFC 8460 section 6), and those that some reporters use instead. */
    private static final Set<String> MEDIA_TYPES = Set.of(
            "application/tlsrpt+gzip",
            "application/tlsrpt+json",
            "application/gzip",
            "application/x-gzip",
            "application/json");

    private final Path directory;
    private final int maxOctets;
    private final int maxReports;

    private ReportInbox(Path directory, int maxOctets, int maxReports) {
        this.directory = directory;
        this.maxOctets = maxOctets;
        this.maxReports = maxReports;
    }

    /**
     * Creates an inbox in a directory with the default limits.
     *
     * @param directory an existing directory that is used for nothing else
     * @return the inbox
     */
    public static ReportInbox in(Path directory) {
        return new ReportInbox(directory, DEFAULT_MAX_OCTETS, DEFAULT_MAX_REPORTS);
    }

    /**
     * Returns an inbox in the same directory with other limits. They are needed because anyone can post.
     *
     * @param maxOctets the largest body in octets
     * @param maxReports the largest number of stored reports
     * @return the inbox
     * @throws IllegalArgumentException if a limit is below 1
     */
    public ReportInbox bounded(int maxOctets, int maxReports) {
        if (maxOctets < 1 || maxReports < 1) {
            throw new IllegalArgumentException(
                    "maxOctets is " + maxOctets + ", maxReports " + maxReports + ": both must be at least 1");
        }
        return new ReportInbox(directory, maxOctets, maxReports);
    }

    /**
     * Stores a request body unread.
     *
     * @param contentType the Content-Type of the request, or null
     * @param body the body; read up to its end or the limit, and not closed
     * @return the result, with the status of the response
     * @throws IOException if the body is truncated or the disk fails; nothing was stored, and the response should be 500
     */
    public InboxResult store(@Nullable String contentType, InputStream body) throws IOException {
        if (!MEDIA_TYPES.contains(mediaType(contentType))) {
            return new InboxResult.Refused(415, "a report is application/tlsrpt+gzip or application/tlsrpt+json");
        }
        if (files().size() >= maxReports) {
            return new InboxResult.Refused(507, "the inbox is full");
        }
        Path incomplete = Files.createTempFile(directory, INCOMPLETE, "");
        try {
            return keep(body, incomplete);
        } finally {
            Files.deleteIfExists(incomplete);
        }
    }

    /**
     * Reads the stored reports.
     *
     * @param reader reads each report
     * @return the reports, each read when the stream reaches it
     * @throws IOException if the directory cannot be listed
     */
    public Stream<ReceivedReport> reports(ReportReader reader) throws IOException {
        return files().stream().sorted().map(file -> new ReceivedReport(file, reader.read(file)));
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }

    private InboxResult keep(InputStream body, Path incomplete) throws IOException {
        if (!copied(body, incomplete)) {
            return new InboxResult.Refused(413, "the body exceeds " + maxOctets + " octets");
        }
        Path file = directory.resolve(STORED + UUID.randomUUID());
        return new InboxResult.Kept(Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Forces the body to disk, because the reporter deletes its copy after the response. */
    private boolean copied(InputStream body, Path file) throws IOException {
        byte[] block = new byte[16 << 10];
        long total = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int octets = body.read(block); octets >= 0; octets = body.read(block)) {
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

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stored = Files.newDirectoryStream(directory, STORED + "*")) {
            stored.forEach(files::add);
        }
        return files;
    }
}
