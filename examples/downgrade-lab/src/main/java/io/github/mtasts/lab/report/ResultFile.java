package io.github.mtasts.lab.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Results as JSON, for programs, and for a page that compares runs made at different times. */
public final class ResultFile {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * The whole of a file.
     *
     * @param format the version of this form
     * @param senders what was shown of each sender
     */
    private record Content(int format, List<SenderResult> senders) {}

    private ResultFile() {}

    /**
     * Writes results.
     *
     * @param file where to
     * @param senders the results
     * @throws IOException when the file cannot be written
     */
    public static void write(Path file, List<SenderResult> senders) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        JSON.writeValue(file.toFile(), new Content(FORMAT, senders));
    }

    /**
     * Reads results.
     *
     * @param file a file that {@link #write} wrote
     * @return the results
     * @throws IOException when it cannot be read, with a sentence that names it
     */
    public static List<SenderResult> read(Path file) throws IOException {
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            if (content.format() != FORMAT) {
                throw new IOException(file + " has format " + content.format() + ", this lab reads " + FORMAT
                        + ": run the lab again");
            }
            return content.senders();
        } catch (JacksonException e) {
            throw new IOException(file + " is no result file of this lab: " + e.getOriginalMessage(), e);
        }
    }
}
