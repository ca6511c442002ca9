package io.github.mtasts.cache.rules;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that could not be read. The message has one line for each invalid line, and says what to do. */
public final class RulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An array, because an exception is serializable and a list may not be. */
    private final String[] problems;

    /**
     * Creates an exception.
     *
     * @param file the file; null for a text
     * @param problems one sentence for each invalid line, or one for the whole file
     * @param cause null if there is none
     */
    RulesException(@Nullable Path file, List<String> problems, @Nullable Throwable cause) {
        super((file == null ? "" : file + ": ") + String.join("\n", problems), cause);
        this.problems = problems.toArray(String[]::new);
    }

    /**
     * Returns the errors, in the order of the lines.
     *
     * @return one sentence for each invalid line, which starts with its number, or one for the whole file; never empty
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
