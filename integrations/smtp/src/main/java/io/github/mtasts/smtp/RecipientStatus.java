package io.github.mtasts.smtp;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.text.Printable;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of a delivery for one recipient: delivered, deferred or failed (RFC 3464 section 2.3.3). */
public sealed interface RecipientStatus {
    /**
     * A host accepted the message and is responsible for it now.
     *
     * @param host the host
     * @param address the address that was connected to; null if the connection was closed meanwhile
     * @param session the result of the TLS session
     * @param reply the reply to the end of the message
     */
    record Delivered(MxHost host, @Nullable InetAddress address, SessionResult session, Reply reply)
            implements RecipientStatus {
        /**
         * The name of the message in the queue of the host, as {@link Reply#queueId} finds it.
         *
         * @return for a log; empty when the reply has none
         */
        public Optional<String> queueId() {
            return reply.queueId();
        }

        @Override
        public String toString() {
            return "delivered to " + host + (address == null ? "" : " [" + address.getHostAddress() + "]") + ", "
                    + session + ", " + reply.code() + " " + reply.text();
        }
    }

    /**
     * No host took the message. Keep it and send it again later.
     *
     * @param enhancedStatus an enhanced status of class 4 (RFC 3463), such as {@code 4.7.5}
     * @param sentence the reason, on one line of at most 1,000 printable ASCII characters
     * @param reply the last temporary refusal of a host; null when no host was asked about the recipient
     * @param retryAfter the shortest wait after which another try may have another result; a queue adds its own back-off to it
     * @param lastTryMissed true when this was meant to be the last try and this server could not make it: keep the message beyond
     *     its lifetime and make the last try again ({@link io.github.mtasts.Unsent.Defer})
     */
    record Deferred(
            String enhancedStatus,
            String sentence,
            @Nullable Reply reply,
            Duration retryAfter,
            boolean lastTryMissed) implements RecipientStatus {
        /**
         * Cleans and cuts the sentence.
         *
         * @param enhancedStatus an enhanced status of class 4
         * @param sentence the reason
         * @param reply the last temporary refusal
         * @param retryAfter the shortest sensible wait
         * @param lastTryMissed true when the last try could not be made
         */
        public Deferred {
            sentence = Printable.line(sentence, 1_000);
        }

        @Override
        public String toString() {
            return "deferred: " + enhancedStatus + " " + sentence;
        }
    }

    /**
     * The message may be returned to its sender: a host refused it for good over a connection that the policy permits, the domain
     * takes no mail and no policy contradicts that, this was the last try ({@link Envelope.Builder#lastTry}), or no host meets the
     * requirements of {@link Envelope.Builder#requireTls}: then the enhanced status is 5.7.30 or 5.7.10 (RFC 8689 section 4.2.1).
     *
     * @param enhancedStatus an enhanced status of class 5 (RFC 3463), such as {@code 5.1.1}
     * @param sentence the reason, on one line of at most 1,000 printable ASCII characters
     * @param reply the refusal; null when it was not a host that refused
     */
    record Failed(
            String enhancedStatus,
            String sentence,
            @Nullable Reply reply) implements RecipientStatus {
        /**
         * Cleans and cuts the sentence.
         *
         * @param enhancedStatus an enhanced status of class 5
         * @param sentence the reason
         * @param reply the refusal
         */
        public Failed {
            sentence = Printable.line(sentence, 1_000);
        }

        @Override
        public String toString() {
            return "failed: " + enhancedStatus + " " + sentence;
        }
    }
}
