package io.github.mtasts.failure;

/**
 * One thing that went wrong, in the terms of a TLS report.
 *
 * @param type the registered result type
 * @param reason why, on one line of at most {@value #MAX_REASON_LENGTH} printable ASCII characters; it begins with a
 *     stable code such as {@code mx-mismatch}. Text from outside is cut and cleaned when the failure is made.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
 */
public record Failure(ResultType type, String reason) {
    /** The longest reason kept, in characters. */
    public static final int MAX_REASON_LENGTH = 200;

    /**
     * Makes a failure; whatever a remote party put into the reason is made harmless.
     *
     * @param type the registered result type
     * @param reason why
     */
    public Failure {
        reason = Printable.line(reason, MAX_REASON_LENGTH);
    }
}
