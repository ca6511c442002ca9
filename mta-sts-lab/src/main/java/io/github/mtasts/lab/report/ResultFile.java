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

/** Writes and reads results as JSON. */
public final class ResultFile {
    private static final int FORMAT = 2;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));

    /**
     * The content of a file.
     *
     * @param format the version of the format
     * @param senders the results of each sender
     */
    private record Content(int format, List<SenderResult> senders) {}

    private ResultFile() {}

    /**
     * Writes results.
     *
     * @param file the file
     * @param senders the results
     * @throws IOException if the file cannot be written
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
     * @throws IOException if it cannot be read or is not a result file; the message names the file
     */
    public static List<SenderResult> read(Path file) throws IOException {
        try {
            JsonNode content = JSON.readTree(file.toFile());
            // Checked first, as another format has other fields.
            JsonNode format = content.path("format");
            if (!format.isInt()) {
                throw new IOException(file + " is not a result file of this lab: it has no format number");
            }
            if (format.intValue() != FORMAT) {
                throw new IOException(
                        file + " has format " + format + ", this lab reads format " + FORMAT + ": run the lab again");
            }
            return JSON.treeToValue(content, Content.class).senders();
        } catch (JacksonException e) {
            throw new IOException(file + " is not a result file of this lab: " + e.getOriginalMessage(), e);
        }
    }
}
