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
 * Where posted reports wait: an HTTPS endpoint stores what it is sent and answers at once; what it was shows when it is
 * read later. A report is therefore never lost to a fault in reading it.
 *
 * <p>Immutable and thread-safe; several processes may use one directory. It knows no HTTP: the endpoint hands in the media
 * type and the body, and answers with the status it is given.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.4">RFC 8460 section 5.4</a>
 */
public final class ReportInbox {
    /** The largest body kept unless set otherwise, in octets. */
    public static final int DEFAULT_MAX_OCTETS = 10 << 20;

    /** How many reports wait at most unless set otherwise. */
    public static final int DEFAULT_MAX_REPORTS = 10_000;

    private static final String STORED = "report-";
    private static final String INCOMPLETE = "incoming-";

    /** The registered ones (RFC 8460 section 6), and what some reporters post instead. */
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
     * An inbox in a directory, which is used for nothing else.
     *
     * @param directory where; it must exist
     * @return the inbox
     */
    public static ReportInbox in(Path directory) {
        return new ReportInbox(directory, DEFAULT_MAX_OCTETS, DEFAULT_MAX_REPORTS);
    }

    /**
     * The same inbox with other bounds, because anybody may post.
     *
     * @param maxOctets the largest body kept
     * @param maxReports how many reports wait at most
     * @return another inbox in the same directory
     * @throws IllegalArgumentException when a bound is below 1
     */
    public ReportInbox bounded(int maxOctets, int maxReports) {
        if (maxOctets < 1 || maxReports < 1) {
            throw new IllegalArgumentException(
                    "maxOctets is " + maxOctets + ", maxReports " + maxReports + ": both must be at least 1");
        }
        return new ReportInbox(directory, maxOctets, maxReports);
    }

    /**
     * Keeps a body as it is.
     *
     * @param contentType the Content-Type of the request; null when it has none
     * @param body the body; read until its end or the bound, not closed
     * @return that it is on disk, or why not, with the status to answer
     * @throws IOException when the body breaks off, or the disk fails: then nothing was kept, and 500 is the answer
     */
    public InboxResult store(@Nullable String contentType, InputStream body) throws IOException {
        if (!MEDIA_TYPES.contains(mediaType(contentType))) {
            return new InboxResult.Refused(415, "a report is application/tlsrpt+gzip or application/tlsrpt+json");
        }
        if (files().size() >= maxReports) {
            return new InboxResult.Refused(507, "there is no room for more reports now");
        }
        Path incomplete = Files.createTempFile(directory, INCOMPLETE, "");
        try {
            return keep(body, incomplete);
        } finally {
            Files.deleteIfExists(incomplete);
        }
    }

    /**
     * Reads what waits.
     *
     * @param reader reads each
     * @return one by one, as the stream is consumed
     * @throws IOException when the directory cannot be listed
     */
    public Stream<ReceivedReport> reports(ReportReader reader) throws IOException {
        return files().stream().sorted().map(file -> new ReceivedReport(file, reader.read(file)));
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }

    private InboxResult keep(InputStream body, Path incomplete) throws IOException {
        if (!copied(body, incomplete)) {
            return new InboxResult.Refused(413, "a report here has at most " + maxOctets + " octets");
        }
        Path file = directory.resolve(STORED + UUID.randomUUID());
        return new InboxResult.Kept(Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE));
    }

    /** On disk before anybody is told so: the reporter deletes its copy. */
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
