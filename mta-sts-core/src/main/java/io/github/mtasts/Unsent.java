package io.github.mtasts;

/**
 * What to do with a message for which no candidate was ready.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public sealed interface Unsent {
    /**
     * Keep the message and try again later.
     *
     * @param enhancedStatus an enhanced status of class 4 (RFC 3463), such as {@code 4.7.5}
     * @param sentence why, on one line, for the log
     */
    record Defer(String enhancedStatus, String sentence) implements Unsent {}

    /**
     * The message may be returned to its sender: this was the last try, and the DNS was asked for a newer policy before
     * it; or the domain says that it takes no mail, and no cached policy contradicts it.
     *
     * @param sentence why it was not sent, on one line, for the log
     */
    record MayFail(String sentence) implements Unsent {}
}
