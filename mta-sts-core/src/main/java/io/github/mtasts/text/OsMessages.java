package io.github.mtasts.text;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes messages of the operating system in exceptions: Java has no types for these errors. Messages in a language other
 * than English are not recognized. Pure.
 */
public final class OsMessages {
    private static final int MAX_DEPTH = 10;
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
        Throwable next = error;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            String message = String.valueOf(next.getMessage());
            if (next instanceof IOException && SHORTAGES.stream().anyMatch(message::startsWith)) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }
}
