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
     * @param lastTryMissed true when this was meant to be the last try, and this server could not make it: it did not ask the
     *     DNS for a newer policy, could not read its cache, or ended the attempt. Keep the message beyond its lifetime and
     *     make the last try again, for two more days; then return the message, and name this server's own fault
     */
    record Defer(String enhancedStatus, String sentence, boolean lastTryMissed) implements Unsent {
        /**
         * Makes the instruction after a try that was not meant to be the last, or a look-up that failed before any try.
         *
         * @param enhancedStatus an enhanced status of class 4
         * @param sentence the reason
         */
        public Defer(String enhancedStatus, String sentence) {
            this(enhancedStatus, sentence, false);
        }

        /**
         * Cleans and cuts the sentence, which may quote the DNS.
         *
         * @param enhancedStatus an enhanced status of class 4
         * @param sentence the reason
         * @param lastTryMissed true when the last try could not be made
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
     * policy; or the domain takes no mail, and neither a cached policy nor an operator's rule contradicts that.
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

    /**
     * The message must be returned to its sender, because no host of the next hop meets the requirements of REQUIRETLS (RFC 8689
     * section 4.2.1): another try would not help. The basic reply code is 550. The notice has the header of the message only, and
     * an empty reverse path (RFC 8689 section 5).
     *
     * @param enhancedStatus {@code 5.7.30} when an authenticated host does not offer REQUIRETLS, {@code 5.7.10} when
     *     authenticated TLS cannot be had
     * @param sentence the reason, on one line of at most 1,000 printable ASCII characters, for the notice and the log
     */
    record MustFail(String enhancedStatus, String sentence) implements Unsent {
        /**
         * Cleans and cuts the sentence, which may quote the DNS.
         *
         * @param enhancedStatus the enhanced status
         * @param sentence the reason
         */
        public MustFail {
            sentence = Printable.line(sentence, 1_000);
        }

        @Override
        public String toString() {
            return "must be returned: 550 " + enhancedStatus + " " + sentence;
        }
    }
}
