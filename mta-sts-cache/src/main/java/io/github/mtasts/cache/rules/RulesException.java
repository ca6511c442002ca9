package io.github.mtasts.cache.rules;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules could not be read. The message has a line of its own for each bad line, and says what to do. */
public final class RulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An array, because an exception is serializable and a list need not be. */
    private final String[] problems;

    /**
     * Bad rules.
     *
     * @param file where they stand; null when they came as a text
     * @param problems one sentence for each bad line, or one about the whole
     * @param cause null when there is none
     */
    RulesException(@Nullable Path file, List<String> problems, @Nullable Throwable cause) {
        super((file == null ? "" : file + ": ") + String.join("\n", problems), cause);
        this.problems = problems.toArray(String[]::new);
    }

    /**
     * What is wrong, in the order of the lines.
     *
     * @return one sentence for each bad line, beginning with its number, or one about the whole; never empty
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
