package io.github.mtasts.failure;

import io.github.mtasts.text.Printable;

/**
 * One failure, in the terms of a TLS report. Immutable.
 *
 * @param type the registered result type
 * @param reason one line of at most 200 printable ASCII characters; it begins with a stable code such as
 *     {@code mx-mismatch}. Text from outside is cut and cleaned when the failure is made.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
 */
public record Failure(ResultType type, String reason) {
    /**
     * Makes a failure, with a cut and cleaned reason.
     *
     * @param type the registered result type
     * @param reason any text
     */
    public Failure {
        reason = Printable.reason(reason);
    }

    @Override
    public String toString() {
        return type.token() + " (" + reason + ")";
    }
}
