package io.github.mtasts.text;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists an exception with its causes: libraries wrap what was thrown below them. Pure. */
public final class Causes {
    /** A chain of causes may lead back to its beginning. */
    private static final int MOST = 10;

    private Causes() {}

    /**
     * Lists an exception and its causes, at most ten.
     *
     * @param error the exception; null for none
     * @return the exception, its cause, the cause of that, and so on
     */
    public static Stream<Throwable> of(@Nullable Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MOST);
    }

    /**
     * Finds what the others were made from.
     *
     * @param error the exception
     * @return the last of {@link #of}; the exception itself when it has no cause
     */
    public static Throwable innermost(Throwable error) {
        return of(error).reduce(error, (outer, inner) -> inner);
    }
}
