package io.github.mtasts;

import io.github.mtasts.text.Printable;

/**
 * The instruction for a message that was not sent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public sealed interface Unsent {
    /**
     * Keep the message and try again later.
     *
     * @param enhancedStatus an enhanced status of class 4 (RFC 3463), such as {@code 4.7.5}
     * @param sentence the reason, on one line of at most 1,000 printable ASCII characters, for
     *     the log
     */
    record Defer(String enhancedStatus, String sentence) implements Unsent {
        /**
         * Cleans and cuts the sentence, which may quote the DNS.
         *
         * @param enhancedStatus an enhanced status of class 4
         * @param sentence the reason
         */
        public Defer {
            sentence = Printable.line(sentence, 1_000);
        }

        @Override
        public String toString() {
            return enhancedStatus + " " + sentence;
        }
    }

    /**
     * The message may be returned to its sender. Either this was the last try, before which the DNS was asked for a newer
     * policy; or the domain takes no mail, and no cached policy contradicts that.
     *
     * @param sentence the reason why it was not sent, on one line of at most 1,000 printable ASCII characters, for
     *     the log
     */
    record MayFail(String sentence) implements Unsent {
        /**
         * Cleans and cuts the sentence, which may quote the DNS.
         *
         * @param sentence the reason why it was not sent
         */
        public MayFail {
            sentence = Printable.line(sentence, 1_000);
        }

        @Override
        public String toString() {
            return "may be returned: " + sentence;
        }
    }
}
