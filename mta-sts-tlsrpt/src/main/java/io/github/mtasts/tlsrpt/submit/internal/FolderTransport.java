package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Dry run: writes reports to a folder and sends nothing. */
public final class FolderTransport implements ReportTransport {
    private final Path folder;
    private final SignedMail mail;

    /** @param folder is created if it does not exist */
    public FolderTransport(Path folder, SignedMail mail) {
        this.folder = folder;
        this.mail = mail;
    }

    @Override
    public boolean serves(ReportDestination destination) {
        return true;
    }

    @Override
    public SubmissionResult send(ReportFile file, ReportDestination destination, Duration limit) {
        try {
            write(file, destination);
            return new SubmissionResult.Accepted();
        } catch (IOException e) {
            return new SubmissionResult.TryLater(
                    "dry run: cannot write to " + folder + ": " + Printable.reason(e.toString()), Duration.ZERO);
        }
    }

    /**
     * Writes the report as uncompressed JSON, and the message if the destination is a mail address. File names consist
     * of checked parts.
     */
    List<Path> write(ReportFile file, ReportDestination destination) throws IOException {
        Files.createDirectories(folder);
        String name = file.name().substring(0, file.name().length() - ".json.gz".length());
        List<Path> written = new ArrayList<>();
        Path json = folder.resolve(name + ".json");
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(file.gzip()))) {
            Files.write(json, unzipped.readAllBytes());
        }
        written.add(json);
        if (destination instanceof ReportDestination.Mail to) {
            Path message =
                    folder.resolve(name + "!" + Integer.toHexString(to.uri().hashCode()) + ".eml");
            Files.write(message, mail.of(file, to).message());
            written.add(message);
        }
        return written;
    }
}
