package io.github.mtasts;

/** Throws checked exceptions that no method declares, as code in Kotlin or Scala does, and Netty's {@code sync}. */
final class Undeclared {
    private Undeclared() {}

    /**
     * Throws it.
     *
     * @return never; {@code throw} before the call ends the method for the compiler
     */
    static RuntimeException thrown(Throwable error) {
        throw Undeclared.<RuntimeException>as(error);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E as(Throwable error) throws E {
        throw (E) error;
    }
}
