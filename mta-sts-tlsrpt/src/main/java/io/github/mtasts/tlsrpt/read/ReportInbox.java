package io.github.mtasts.tlsrpt.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of received reports of a year. An HTTPS endpoint stores each request body unread with {@link #store} and
 * responds at once; the reports are read later, so that no report is lost because of an error in reading it. Mail is read and
 * verified when it arrives ({@link #keep}, {@link #keepAll}), and its octets are stored with the verdict: years later its key
 * is no longer in the DNS. Duplicates by {@link ReportIdentity} are not stored again.
 *
 * <p>A stored file is complete and on disk, or absent. Call {@link #clean} daily: it deletes old reports and what a crash
 * left. Immutable and thread-safe; several processes may use one directory. The inbox does not depend on an HTTP library: the
 * endpoint passes the media type and the body, and responds with the status of the result.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5.4">RFC 8460 section 5.4</a>
 */
public final class ReportInbox {
    /** The default limit of a body in octets. */
    public static final int DEFAULT_MAX_OCTETS = 10 << 20;

    /** The default limit of the number of stored reports. */
    public static final int DEFAULT_MAX_REPORTS = 100_000;

    /** The beginning of the name of a posted body. */
    static final String STORED = "report-";

    private static final int LARGEST = 1 << 29;
    private static final int MAX_PASSES = 3;

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
     * Returns an inbox in the same directory with other limits. They are needed because anyone can post. Calls at the same time
     * can exceed maxReports by their number.
     *
     * @param maxOctets the largest body in octets
     * @param maxReports the largest number of reports stored by {@link #keep} and {@link #keepAll}, and of bodies stored by
     *     {@link #store}, each; the disk must hold twice this number of files of {@code maxOctets}. If the reports are too many,
     *     the oldest of an unverified submitter makes room for one of a verified submitter. If the posted bodies are too many,
     *     the oldest is deleted: otherwise a flood of them would shut out all later ones for a year
     * @return the inbox
     * @throws IllegalArgumentException if a limit is below 1 or above 2^29
     */
    public ReportInbox bounded(int maxOctets, int maxReports) {
        if (maxOctets < 1 || maxReports < 1 || maxOctets > LARGEST || maxReports > LARGEST) {
            throw new IllegalArgumentException("maxOctets is " + maxOctets + ", maxReports " + maxReports
                    + ": both must be between 1 and " + LARGEST);
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
        try (StoredFile file = StoredFile.in(directory)) {
            if (!file.write(body, maxOctets)) {
                return new InboxResult.Refused(413, "the body exceeds " + maxOctets + " octets");
            }
            makeRoomForBody();
            return new InboxResult.Kept(file.moveTo(STORED + UUID.randomUUID()));
        }
    }

    /** Deletes the oldest posted body if there are too many. */
    private void makeRoomForBody() throws IOException {
        List<Path> stored = files(STORED + "*");
        if (stored.size() < maxReports) {
            return;
        }
        Path oldest = stored.get(0);
        Instant earliest = Instant.MAX;
        for (Path file : stored) {
            Instant time = Retention.written(file).orElse(Instant.MAX);
            if (time.isBefore(earliest)) {
                oldest = file;
                earliest = time;
            }
        }
        Files.deleteIfExists(oldest);
    }

    /**
     * Reads and verifies a report that was received now or earlier, and stores it with the verdict on its submitter.
     *
     * @param octets a mail, or JSON, plain or in a gzip or zip file
     * @param fileName its name; empty if it has none
     * @param received the time of reception, at which the expiry of a signature is judged; not a time that the mail claims
     * @param reader reads and verifies the report
     * @return the result; 422 if the reader refuses the report, 503 if its signature cannot be verified now, so that nothing was
     *     stored; pass the report again later after 503
     * @throws IOException if the disk fails; nothing was stored
     */
    public InboxResult keep(byte[] octets, String fileName, Instant received, ReportReader reader) throws IOException {
        return keep(octets, fileName, reader.deciding().read(octets, fileName, received), kept());
    }

    /**
     * Reads, verifies and stores the reports in a folder or a maildir with its subfolders; the files stay as they are. The
     * expiry of a signature is judged at the time in the topmost Received field. The same folder can be passed again: what the
     * inbox has already is a duplicate, also if its key is no longer in the DNS, and what is too old for {@link #clean} is not
     * stored; neither is verified again. A file that is moved meanwhile is read at its new place; the directory of the inbox is
     * left out if it is one of the subfolders.
     *
     * @param folder the folder
     * @param reader reads and verifies the reports
     * @param clock provides the current time
     * @return for each file, in alphabetical order, the result; 410 for a report about days more than 366 days ago or ahead, 500
     *     for a file or subfolder that cannot be read, 503 for a mail whose signature cannot be verified now
     * @throws IOException if the folder cannot be read or the disk fails
     */
    public Map<Path, InboxResult> keepAll(Path folder, ReportReader reader, Clock clock) throws IOException {
        Retention retention = Retention.at(clock);
        SortedMap<Path, InboxResult> results = new TreeMap<>();
        int stored = kept();
        boolean hasMoved = true;
        for (int pass = 0; pass < MAX_PASSES && hasMoved; pass++) {
            hasMoved = false;
            FolderFiles found = FolderFiles.in(folder, directory);
            found.unreadable().forEach((file, reason) -> results.put(file, unreadable(reason)));
            for (Path file : found.files()) {
                if (!results.containsKey(file)) {
                    Optional<InboxResult> result = keep(file, reader, retention, stored);
                    result.ifPresent(each -> results.put(file, each));
                    stored += result.filter(InboxResult.Kept.class::isInstance).isPresent() ? 1 : 0;
                    hasMoved |= result.isEmpty();
                }
            }
        }
        return Collections.unmodifiableSortedMap(results);
    }

    /** Returns empty if the file was moved or deleted. */
    private Optional<InboxResult> keep(Path file, ReportReader reader, Retention retention, int stored)
            throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(maxOctets + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(unreadable(e.toString()));
        }
        if (octets.length > maxOctets) {
            return Optional.of(tooLarge());
        }
        String name = String.valueOf(file.getFileName());
        Optional<InboxResult> known = known(reader.claiming().read(octets, name), retention);
        return known.isPresent()
                ? known
                : Optional.of(keep(octets, name, reader.deciding().read(octets, name), stored));
    }

    /**
     * Returns the result for a report that needs no verification: it is too old, or the inbox has it.
     *
     * @param claimed the report with the submitter that it claims
     */
    private Optional<InboxResult> known(ReportRead claimed, Retention retention) {
        if (!(claimed instanceof ReportRead.Read read)) {
            return Optional.empty();
        }
        if (!retention.keeps(read.report().range())) {
            return Optional.of(new InboxResult.Refused(
                    410, "the report is about " + read.report().range().lastDay() + ", which is not kept"));
        }
        Path file = directory.resolve(KeptName.of(read));
        return Files.exists(file) ? Optional.of(new InboxResult.Duplicate(file)) : Optional.empty();
    }

    private static InboxResult unreadable(String reason) {
        return new InboxResult.Refused(500, "the file cannot be read: " + reason);
    }

    private InboxResult tooLarge() {
        return new InboxResult.Refused(413, "the report exceeds " + maxOctets + " octets");
    }

    private InboxResult keep(byte[] octets, String fileName, ReportRead result, int stored) throws IOException {
        if (octets.length > maxOctets) {
            return tooLarge();
        }
        if (!(result instanceof ReportRead.Read read)) {
            ReportRead.Refused refused = (ReportRead.Refused) result;
            int status = refused.cause() == ReportRead.Cause.UNDECIDED_SIGNATURE ? 503 : 422;
            return new InboxResult.Refused(status, refused.reason());
        }
        String name = KeptName.of(read);
        if (Files.exists(directory.resolve(name))) {
            return new InboxResult.Duplicate(directory.resolve(name));
        }
        if (stored >= maxReports && !hasRoom(read.submitter())) {
            return new InboxResult.Refused(507, "the inbox is full");
        }
        byte[] header = KeptHeader.line(read.submitter(), fileName);
        try (StoredFile file = StoredFile.in(directory);
                InputStream in =
                        new SequenceInputStream(new ByteArrayInputStream(header), new ByteArrayInputStream(octets))) {
            file.write(in, Integer.MAX_VALUE);
            return new InboxResult.Kept(file.moveTo(name));
        } catch (FileAlreadyExistsException e) {
            return new InboxResult.Duplicate(directory.resolve(name)); // another thread or process was faster
        }
    }

    /** Returns whether there is room for one more report. The oldest unverified report makes room for a verified one. */
    private boolean hasRoom(Submitter submitter) throws IOException {
        List<Path> kept = files(KeptName.PREFIX + "*");
        if (kept.size() < maxReports) {
            return true;
        }
        Optional<Path> oldest = submitter.isVerified()
                ? kept.stream().filter(KeptName::isUnverified).min(Comparator.naturalOrder())
                : Optional.empty();
        return oldest.isPresent() && Files.deleteIfExists(oldest.get());
    }

    /**
     * Reads the stored reports. Those that {@link #keep} stored have the verdict on their submitter from that time. Those that
     * {@link #store} stored are unauthenticated, even if one is a signed mail.
     *
     * @param reader reads each report
     * @return the reports, those of verified submitters first, each read when the stream reaches it
     * @throws IOException if the directory cannot be listed
     */
    public Stream<ReceivedReport> reports(ReportReader reader) throws IOException {
        List<Path> files = files(STORED + "*");
        files.addAll(files(KeptName.PREFIX + "*"));
        return files.stream()
                .sorted(Comparator.comparing(ReportInbox::isUnverified).thenComparing(Comparator.naturalOrder()))
                .map(file -> new ReceivedReport(file, read(file, reader)));
    }

    private static boolean isStored(Path file) {
        return String.valueOf(file.getFileName()).startsWith(STORED);
    }

    private static boolean isUnverified(Path file) {
        return isStored(file) || KeptName.isUnverified(file);
    }

    private static ReportRead read(Path file, ReportReader reader) {
        if (isStored(file)) {
            return reader.readPosted(file);
        }
        try {
            byte[] octets = Files.readAllBytes(file);
            return KeptHeader.parse(octets)
                    .map(header -> reader.judgedAs(header.submitter())
                            .read(Arrays.copyOfRange(octets, header.length(), octets.length), header.fileName()))
                    .orElseGet(() -> new ReportRead.Refused(
                            ReportRead.Cause.UNREADABLE, "the first line of the file is damaged"));
        } catch (IOException e) {
            return new ReportRead.Refused(ReportRead.Cause.UNREADABLE, "the file cannot be read: " + e);
        }
    }

    /**
     * Deletes the reports about days more than 366 days ago, reports and posted bodies that were stored before then, and
     * incomplete files that a crash left a day ago or earlier. A report about a day to come is deleted by the second rule.
     *
     * @param clock provides the current time
     * @return the number of deleted files
     * @throws IOException if the directory cannot be listed, or a file cannot be deleted; the others are deleted first
     */
    public int clean(Clock clock) throws IOException {
        Retention retention = Retention.at(clock);
        return delete(retention::isOver);
    }

    /**
     * Deletes the same files, and the posted bodies of more than seven days ago that are no reports: not JSON, not a TLS report
     * or damaged. Each posted body of that age is read.
     *
     * @param clock provides the current time
     * @param reader reads the posted bodies
     * @return the number of deleted files
     * @throws IOException if the directory cannot be listed, or a file cannot be read or deleted; the others are deleted first
     */
    public int clean(Clock clock, ReportReader reader) throws IOException {
        Retention retention = Retention.at(clock);
        return delete(file -> retention.isOver(file) || retention.isUseless(file, reader));
    }

    private int delete(Condition condition) throws IOException {
        List<IOException> failures = new ArrayList<>();
        int deleted = 0;
        for (Path file : files("*")) {
            try {
                deleted += condition.holds(file) && Files.deleteIfExists(file) ? 1 : 0;
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
            throw failures.get(0);
        }
        return deleted;
    }

    private interface Condition {
        boolean holds(Path file) throws IOException;
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the number of reports that were read before they were stored: posts of strangers take no room of theirs. */
    private int kept() throws IOException {
        return files(KeptName.PREFIX + "*").size();
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stored = Files.newDirectoryStream(directory, pattern)) {
            stored.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
