package io.github.mtasts.jakarta.mail;

import io.github.mtasts.outcome.DeliveryKind;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of a message (RFC 5321 section 2.3.1): reverse path, recipients, and what a delivery needs to know besides the
 * message. Immutable; reusable for any number of tries.
 */
public final class Envelope {
    /** The events that a sender wants to be notified of (RFC 3461 section 4.1). */
    public enum Notify {
        /** No notification; excludes the other values. */
        NEVER,
        /** The message was delivered. */
        SUCCESS,
        /** The message could not be delivered. */
        FAILURE,
        /** The message is delayed. */
        DELAY
    }

    /** The part of the message that a notification of failure returns (RFC 3461 section 4.3). */
    public enum Return {
        /** The whole message. */
        FULL,
        /** The header only. */
        HDRS
    }

    private final String reversePath;
    private final List<String> recipients;
    private final Set<Notify> notify;
    private final @Nullable Return returned;
    private final @Nullable String envelopeId;
    private final DeliveryKind kind;
    private final boolean lastTry;
    private final boolean validatedTls;
    private final @Nullable SmartHost smartHost;

    private Envelope(Builder builder) {
        this.reversePath = builder.reversePath;
        this.recipients = List.copyOf(builder.recipients);
        this.notify = builder.notify.isEmpty() ? Set.of() : EnumSet.copyOf(builder.notify);
        this.returned = builder.returned;
        this.envelopeId = builder.envelopeId;
        this.kind = builder.kind;
        this.lastTry = builder.lastTry;
        this.validatedTls = builder.validatedTls;
        this.smartHost = builder.smartHost;
    }

    /**
     * Starts an envelope.
     *
     * @param reversePath the address that a bounce goes to; an empty text is the null sender, for a bounce or a report
     * @return a builder
     * @throws IllegalArgumentException when the text is not an address that can stand in an SMTP command; the message says why
     */
    public static Builder from(String reversePath) {
        return new Builder(reversePath);
    }

    String reversePath() {
        return reversePath;
    }

    List<String> recipients() {
        return recipients;
    }

    /** The value of NOTIFY; null when there is none. */
    @Nullable
    String notifyValue() {
        return notify.isEmpty() ? null : notify.stream().map(Enum::name).collect(Collectors.joining(","));
    }

    @Nullable
    Return returned() {
        return returned;
    }

    @Nullable
    String envelopeId() {
        return envelopeId;
    }

    DeliveryKind kind() {
        return kind;
    }

    boolean isLastTry() {
        return lastTry;
    }

    boolean requiresValidatedTls() {
        return validatedTls;
    }

    @Nullable
    SmartHost smartHost() {
        return smartHost;
    }

    @Override
    public String toString() {
        return "from <" + reversePath + "> to " + recipients;
    }

    /** The parts of an envelope. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_ENVELOPE_ID = 100;

        private final String reversePath;
        private final Set<String> recipients = new LinkedHashSet<>();
        private Set<Notify> notify = Set.of();
        private @Nullable Return returned;
        private @Nullable String envelopeId;
        private DeliveryKind kind = DeliveryKind.NORMAL;
        private boolean lastTry;
        private boolean validatedTls;
        private @Nullable SmartHost smartHost;

        private Builder(String reversePath) {
            String fault = reversePath.isEmpty() ? null : Mailbox.fault(reversePath);
            if (fault != null) {
                throw new IllegalArgumentException("Envelope.from: " + fault);
            }
            this.reversePath = reversePath;
        }

        /**
         * Adds recipients. An address that cannot be used fails alone ({@link RecipientStatus.Failed}); the others get the message.
         *
         * @param addresses such as {@code user@example.com}; repetitions are dropped
         * @return this builder
         */
        public Builder to(String... addresses) {
            return to(List.of(addresses));
        }

        /**
         * Adds recipients, as {@link #to(String...)} does.
         *
         * @param addresses such as {@code user@example.com}
         * @return this builder
         */
        public Builder to(Collection<String> addresses) {
            recipients.addAll(addresses);
            return this;
        }

        /**
         * Asks for delivery status notifications (RFC 3461): NOTIFY for every recipient. A host without the extension DSN does not
         * get it.
         *
         * @param events {@link Notify#NEVER} alone, or any of the others
         * @return this builder
         * @throws IllegalArgumentException when {@link Notify#NEVER} is not alone
         */
        public Builder notify(Set<Notify> events) {
            if (events.contains(Notify.NEVER) && events.size() > 1) {
                throw new IllegalArgumentException(
                        "Envelope.notify is " + events + ": NEVER excludes the other events");
            }
            this.notify = Set.copyOf(events);
            return this;
        }

        /**
         * Sets the part of the message that a notification of failure returns: RET of RFC 3461.
         *
         * @param part the whole message or its header
         * @return this builder
         */
        public Builder returned(Return part) {
            this.returned = part;
            return this;
        }

        /**
         * Sets the identifier that notifications repeat: ENVID of RFC 3461.
         *
         * @param id at most 100 printable ASCII characters
         * @return this builder
         * @throws IllegalArgumentException for any other text
         */
        public Builder envelopeId(String id) {
            if (id.isEmpty() || id.length() > MAX_ENVELOPE_ID || id.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException(
                        "Envelope.envelopeId has " + id.length() + " characters: expected 1 to 100 of printable ASCII");
            }
            this.envelopeId = id;
            return this;
        }

        /**
         * Sets the kind of message. A message with the header {@code TLS-Required: No} (RFC 8689 section 3) is of the kind
         * {@link DeliveryKind#TLS_NOT_REQUIRED} without this; a {@link #requireValidatedTls} overrides that header.
         *
         * @param deliveryKind {@link DeliveryKind#NORMAL} unless set
         * @return this builder
         */
        public Builder kind(DeliveryKind deliveryKind) {
            this.kind = deliveryKind;
            return this;
        }

        /**
         * Makes this the last try before the message is returned to its sender: only such a try can fail a message because no host
         * took it ({@link io.github.mtasts.DeliveryRequest#lastTry}).
         *
         * @return this builder
         */
        public Builder lastTry() {
            this.lastTry = true;
            return this;
        }

        /**
         * Requires TLS with a valid certificate for the name of each host, whatever the domains publish.
         *
         * @return this builder
         */
        public Builder requireValidatedTls() {
            this.validatedTls = true;
            return this;
        }

        /**
         * Sends this message through a smart host in place of the MX hosts of its recipients.
         *
         * @param host the smart host
         * @return this builder
         */
        public Builder smartHost(SmartHost host) {
            this.smartHost = host;
            return this;
        }

        /**
         * Makes the envelope.
         *
         * @return an envelope
         * @throws IllegalStateException when it has no recipient, or {@link #requireValidatedTls} contradicts the {@link #kind}
         */
        public Envelope build() {
            if (recipients.isEmpty()) {
                throw new IllegalStateException("Envelope has no recipient: add one with to(...)");
            }
            if (validatedTls && kind != DeliveryKind.NORMAL) {
                throw new IllegalStateException("Envelope.requireValidatedTls contradicts the kind " + kind
                        + ", which is sent without TLS, too: remove one of them");
            }
            return new Envelope(this);
        }
    }
}
