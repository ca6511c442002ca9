package io.github.mtasts.tlsrpt.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/** Reads a report from JSON, plain or in one gzip or zip file (RFC 8460 sections 4.4 and 5.2). Thread-safe. */
final class Payload {
    private static final int MAX_ZIP_ENTRIES = 100;

    private final ReadLimits limits;
    private final JsonFactory factory;

    Payload(ReadLimits limits) {
        this.limits = limits;
        // Duplicate names are refused (RFC 7493 section 2.3): two readers could read different reports.
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.nesting())
                        .maxStringLength(limits.stringLength())
                        .maxNameLength(limits.stringLength())
                        .maxDocumentLength(limits.octets())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * Reads a report.
     *
     * @throws RefusedException if the input is not a report
     * @throws IOException if the archive is damaged
     */
    TlsReport read(byte[] octets, Optional<ReportRange> fromFileName, Warnings warnings) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(octets);
        return switch (Format.of(octets)) {
            case GZIP -> {
                requireCompressedSize(octets);
                yield json(peekable(new GZIPInputStream(in)), fromFileName, warnings);
            }
            case ZIP -> {
                requireCompressedSize(octets);
                yield zip(in, fromFileName, warnings);
            }
            default -> json(peekable(in), fromFileName, warnings);
        };
    }

    private void requireCompressedSize(byte[] octets) throws RefusedException {
        if (octets.length > limits.compressedOctets()) {
            throw new RefusedException(
                    ReportRead.Cause.TOO_LARGE,
                    "the file has " + octets.length + " octets, more than " + limits.compressedOctets());
        }
    }

    /** Reads the first entry that is JSON; other entries may be texts for people. Entry names are not used. */
    private TlsReport zip(InputStream in, Optional<ReportRange> fromFileName, Warnings warnings) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1)) {
            LimitedInput allEntries = new LimitedInput(zip, limits.octets());
            for (int entries = 0; entries < MAX_ZIP_ENTRIES && zip.getNextEntry() != null; entries++) {
                InputStream content = new BufferedInputStream(allEntries);
                if (requireNoArchive(content) == Format.JSON) {
                    return json(content, fromFileName, warnings);
                }
                // Skips through the limited stream; getNextEntry() would inflate the rest without a limit.
                content.transferTo(OutputStream.nullOutputStream());
            }
        }
        throw new RefusedException(ReportRead.Cause.NOT_A_REPORT, "the zip file contains no JSON");
    }

    private InputStream peekable(InputStream in) {
        return new BufferedInputStream(new LimitedInput(in, limits.octets()), 2 * Format.BEGINNING);
    }

    private static Format requireNoArchive(InputStream in) throws IOException {
        in.mark(Format.BEGINNING);
        Format format = Format.of(in.readNBytes(Format.BEGINNING));
        in.reset();
        if (format == Format.GZIP || format == Format.ZIP) {
            throw new RefusedException(ReportRead.Cause.UNREADABLE, "the archive contains an archive");
        }
        return format;
    }

    private TlsReport json(InputStream in, Optional<ReportRange> fromFileName, Warnings warnings) throws IOException {
        if (requireNoArchive(in) != Format.JSON) {
            throw new RefusedException(ReportRead.Cause.NOT_JSON, "the input does not start with a JSON object");
        }
        try (JsonParser parser = factory.createParser(in)) {
            return new ReportBody(parser, limits, warnings).read(fromFileName);
        } catch (StreamConstraintsException e) {
            throw new RefusedException(ReportRead.Cause.TOO_LARGE, e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new RefusedException(ReportRead.Cause.NOT_JSON, place(e) + e.getOriginalMessage());
        }
    }

    private static String place(JsonProcessingException e) {
        return "line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr() + ": ";
    }
}
