package io.github.mtasts.tlsrpt.summary;

/** Writes a number with its noun. */
final class Plural {
    private Plural() {}

    /** Returns such as {@code 1 session} or {@code 2 sessions}. */
    static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
