package io.github.mtasts.text;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes messages of the operating system in exceptions: Java has no types for these errors. Messages in a language other
 * than English are not recognized. Pure.
 */
public final class OsMessages {
    private static final List<String> SHORTAGES =
            List.of("Too many open files", "No buffer space available", "Cannot allocate memory");

    private OsMessages() {}

    /**
     * Whether something was not done because this system has no descriptor, buffer or memory left: nothing was sent to anybody.
     *
     * @param error why it was not done
     * @return true when the error or a cause of it says so
     */
    public static boolean isShortage(@Nullable Throwable error) {
        return Causes.of(error)
                .filter(IOException.class::isInstance)
                .map(each -> String.valueOf(each.getMessage()))
                .anyMatch(message -> SHORTAGES.stream().anyMatch(message::startsWith));
    }
}
