package io.github.mtasts.lab.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Results as JSON, for programs, and for a page that compares runs made at different times. */
public final class ResultFile {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));

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
            JsonNode content = JSON.readTree(file.toFile());
            // Before the rest, which another format may have differently.
            JsonNode format = content.path("format");
            if (!format.isInt()) {
                throw new IOException(file + " is no result file of this lab: it names no format");
            }
            if (format.intValue() != FORMAT) {
                throw new IOException(
                        file + " has format " + format + ", this lab reads " + FORMAT + ": run the lab again");
            }
            return JSON.treeToValue(content, Content.class).senders();
        } catch (JacksonException e) {
            throw new IOException(file + " is no result file of this lab: " + e.getOriginalMessage(), e);
        }
    }
}
