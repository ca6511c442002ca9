package io.github.mtasts.tlsrpt.read;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a mail that contains the report, found by media type or else by file name; other parts are ignored (RFC
 * 8460 section 5.3).
 *
 * @param part the part
 * @param fileName its file name; empty if it has none
 * @param mediaType its media type in lower case, without parameters
 * @param rank 0 for the media type of reports, 1 for a file name of a report, 2 for a media type that a report may have, 3 for other
 *     parts, 4 for an attached mail
 */
record ReportPart(Part part, String fileName, String mediaType, int rank) {
    private static final int MAX_PARTS = 100;
    private static final int MAX_NESTING = 5;
    private static final int NO_REPORT = 3;
    private static final int MAIL = 4;
    private static final String OCTETS = "application/octet-stream";
    private static final Set<String> POSSIBLE =
            Set.of("application/json", "application/gzip", "application/x-gzip", "application/zip");

    /**
     * Finds the report in a mail.
     *
     * @throws RefusedException if there is none, or if there are too many parts
     * @throws MessagingException if the mail is damaged
     */
    static ReportPart find(ReceivedMail mail, Warnings warnings) throws MessagingException, IOException {
        List<ReportPart> leaves = new ArrayList<>();
        require(collect(mail.message(), 0, leaves));
        List<ReportPart> reports = leaves.stream()
                .filter(leaf -> leaf.rank < NO_REPORT)
                .sorted(Comparator.comparingInt(ReportPart::rank))
                .toList();
        if (reports.isEmpty()) {
            throw new RefusedException(ReportRead.Cause.NOT_A_REPORT, "the mail contains no report");
        }
        if (reports.size() > 1) {
            warnings.add("the mail has " + reports.size() + " parts that may be reports; only one is read");
        }
        ReportPart report = reports.get(0);
        if (report.rank == 2 && report.mediaType.equals(OCTETS)) {
            warnings.add("the report has the media type " + OCTETS);
        }
        return report;
    }

    /**
     * Returns the mail that is attached to a mail without a report of its own.
     *
     * @return empty if there is no attached mail, more than one, or a report beside it
     * @throws MessagingException if the mail is damaged
     */
    static Optional<byte[]> forwarded(ReceivedMail mail) throws MessagingException, IOException {
        List<ReportPart> leaves = new ArrayList<>();
        boolean isWithinLimits = collect(mail.message(), 0, leaves);
        List<ReportPart> mails =
                leaves.stream().filter(leaf -> leaf.rank == MAIL).toList();
        boolean hasReport = leaves.stream().anyMatch(leaf -> leaf.rank < NO_REPORT);
        return isWithinLimits && !hasReport && mails.size() == 1
                ? Optional.of(mails.get(0).content())
                : Optional.empty();
    }

    /** Collects the parts that are not multiparts; returns false if there are too many or they are nested too deeply. */
    private static boolean collect(MimePart part, int depth, List<ReportPart> leaves)
            throws MessagingException, IOException {
        if (!isMultipart(part)) {
            String mediaType = mediaType(part);
            String name = fileName(part);
            leaves.add(new ReportPart(part, name, mediaType, rank(mediaType, name)));
            return true;
        }
        MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
        if (depth >= MAX_NESTING || parts.getCount() + leaves.size() > MAX_PARTS) {
            return false;
        }
        for (int i = 0; i < parts.getCount(); i++) {
            if (!collect((MimePart) parts.getBodyPart(i), depth + 1, leaves)) {
                return false;
            }
        }
        return true;
    }

    static boolean isMultipart(MimePart part) throws MessagingException {
        return mediaType(part).startsWith("multipart/");
    }

    private static void require(boolean withinLimit) throws RefusedException {
        if (!withinLimit) {
            throw new RefusedException(
                    ReportRead.Cause.TOO_LARGE, "the mail has too many parts, or they are nested too deeply");
        }
    }

    private static int rank(String mediaType, String fileName) {
        if (mediaType.startsWith("application/tlsrpt")) {
            return 0;
        }
        if (FileName.looksLikeReport(fileName)) {
            return 1;
        }
        if (mediaType.equals("message/rfc822")) {
            return MAIL;
        }
        boolean isNamedGzip = mediaType.equals(OCTETS)
                && fileName.strip().toLowerCase(Locale.ROOT).endsWith(".gz");
        return POSSIBLE.contains(mediaType) || isNamedGzip ? 2 : NO_REPORT;
    }

    /** Ignores the parameters, because some reporters write malformed ones. */
    private static String mediaType(MimePart part) throws MessagingException {
        String field = part.getHeader("Content-Type", ",");
        String type = field == null ? "" : field.split("[;,]", -1)[0];
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static String fileName(MimePart part) {
        try {
            String name = part.getFileName();
            return name == null ? "" : MimeUtility.decodeText(name);
        } catch (MessagingException | UnsupportedEncodingException e) {
            return "";
        }
    }

    /** Returns the decoded content. */
    byte[] content() throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
