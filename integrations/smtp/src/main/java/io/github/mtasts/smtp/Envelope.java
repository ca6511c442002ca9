package io.github.mtasts.smtp;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.smtp.address.Mailbox;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
    private final Map<String, Set<Notify>> notifyOf;
    private final @Nullable Return returned;
    private final @Nullable String envelopeId;
    private final Map<String, String> originalRecipients;
    private final @Nullable Integer priority;
    private final DeliveryKind kind;
    private final boolean lastTry;
    private final boolean allOrNone;
    private final boolean validatedTls;
    private final @Nullable SmartHost smartHost;

    private Envelope(Builder builder) {
        this.reversePath = builder.reversePath;
        this.recipients = List.copyOf(builder.recipients);
        this.notify = builder.notify;
        this.notifyOf = Map.copyOf(builder.notifyOf);
        this.returned = builder.returned;
        this.envelopeId = builder.envelopeId;
        this.originalRecipients = Map.copyOf(builder.originalRecipients);
        this.priority = builder.priority;
        this.kind = builder.tagged ? DeliveryKind.of(true, builder.reversePath, List.of()) : builder.kind;
        this.lastTry = builder.lastTry;
        this.allOrNone = builder.allOrNone;
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

    /**
     * Starts the envelope of a bounce: from the null sender to the reverse path. That of a message with REQUIRETLS carries the
     * parameter to hosts that meet its requirements, and goes to others without it (RFC 8689 section 5).
     *
     * @param failed the envelope of the message that is returned
     * @return a builder
     * @throws IllegalArgumentException when that message has the null sender: it is a bounce itself, and returned to nobody (RFC 5321
     *     section 6.1)
     */
    public static Builder bounceOf(Envelope failed) {
        if (failed.reversePath.isEmpty()) {
            throw new IllegalArgumentException(
                    "Envelope.bounceOf: a message with the null sender is returned to nobody");
        }
        Builder bounce = new Builder("").to(failed.reversePath);
        return failed.kind.isTagged() ? bounce.requireTls() : bounce;
    }

    /**
     * The address that a bounce goes to.
     *
     * @return empty for the null sender
     */
    public String reversePath() {
        return reversePath;
    }

    /**
     * The recipients.
     *
     * @return as they were given, in that order, without repetitions
     */
    public List<String> recipients() {
        return recipients;
    }

    /**
     * The events that the sender wants to be notified of.
     *
     * @param recipient one of {@link #recipients}
     * @return empty when the hosts are to decide
     */
    public Set<Notify> notifications(String recipient) {
        return notifyOf.getOrDefault(recipient, notify);
    }

    /**
     * The part of the message that a notification of failure returns. A notice about a message with REQUIRETLS has its header only,
     * whatever its author asked for (RFC 8689 section 5).
     *
     * @return empty when the hosts are to decide
     */
    public Optional<Return> returned() {
        return kind.isTagged() ? Optional.of(Return.HDRS) : Optional.ofNullable(returned);
    }

    /**
     * The identifier that notifications repeat.
     *
     * @return empty when there is none
     */
    public Optional<String> envelopeId() {
        return Optional.ofNullable(envelopeId);
    }

    /**
     * The priority of the message (RFC 6710).
     *
     * @return empty when it was not set
     */
    public OptionalInt priority() {
        return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    /**
     * The address that the message was first sent to, where that was set.
     *
     * @param recipient one of {@link #recipients}
     * @return empty when it was not set
     */
    public Optional<String> originalRecipient(String recipient) {
        return Optional.ofNullable(originalRecipients.get(recipient));
    }

    /**
     * The kind of message.
     *
     * @return as it was set; the header of the message may change it
     */
    public DeliveryKind kind() {
        return kind;
    }

    /**
     * Whether this is the last try before the message is returned to its sender.
     *
     * @return as it was set
     */
    public boolean isLastTry() {
        return lastTry;
    }

    /**
     * Whether a host gets the message only if it accepts every recipient for whom it is sent there.
     *
     * @return as it was set
     */
    public boolean isAllOrNone() {
        return allOrNone;
    }

    /**
     * Whether TLS with a valid certificate is required, whatever the domains publish.
     *
     * @return as it was set
     */
    public boolean requiresValidatedTls() {
        return validatedTls;
    }

    /**
     * The smart host for this message.
     *
     * @return empty for that of the sender, or for MX hosts
     */
    public Optional<SmartHost> smartHost() {
        return Optional.ofNullable(smartHost);
    }

    @Override
    public String toString() {
        return "from <" + reversePath + "> to " + recipients;
    }

    /** The parts of an envelope. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_ENVELOPE_ID = 100;
        private static final int MAX_ORIGINAL_RECIPIENT = 500;

        private final String reversePath;
        private final Set<String> recipients = new LinkedHashSet<>();
        private final Map<String, Set<Notify>> notifyOf = new HashMap<>();
        private Set<Notify> notify = Set.of();
        private @Nullable Return returned;
        private @Nullable String envelopeId;
        private final Map<String, String> originalRecipients = new HashMap<>();
        private @Nullable Integer priority;
        private DeliveryKind kind = DeliveryKind.NORMAL;
        private boolean lastTry;
        private boolean allOrNone;
        private boolean validatedTls;
        private boolean tagged;
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
            this.notify = checked(events);
            return this;
        }

        /**
         * Asks for delivery status notifications for one recipient, in place of what {@link #notify(Set)} says.
         *
         * @param recipient an address as it was given to {@link #to}
         * @param events {@link Notify#NEVER} alone, any of the others, or none
         * @return this builder
         * @throws IllegalArgumentException when {@link Notify#NEVER} is not alone
         */
        public Builder notify(String recipient, Set<Notify> events) {
            notifyOf.put(recipient, checked(events));
            return this;
        }

        private static Set<Notify> checked(Set<Notify> events) {
            if (events.contains(Notify.NEVER) && events.size() > 1) {
                throw new IllegalArgumentException(
                        "Envelope.notify is " + events + ": NEVER excludes the other events");
            }
            return events.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(events));
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
         * Sets the address that the message was first sent to, for one recipient that an alias or a list led to: ORCPT of RFC
         * 3461, which notifications repeat. A host without the extension DSN does not get it.
         *
         * @param recipient one of the recipients, as {@link #to(String...)} gets it
         * @param original an address such as {@code user@example.com}: at most 500 printable ASCII characters
         * @return this builder
         * @throws IllegalArgumentException for any other text
         */
        public Builder originalRecipient(String recipient, String original) {
            if (original.isEmpty()
                    || original.length() > MAX_ORIGINAL_RECIPIENT
                    || original.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException("Envelope.originalRecipient has " + original.length()
                        + " characters: expected 1 to 500 of printable ASCII");
            }
            originalRecipients.put(recipient, original);
            return this;
        }

        /**
         * Sets the priority of the message: MT-PRIORITY of RFC 6710. A host without the extension does not get it.
         *
         * @param value -9, the least urgent, to 9
         * @return this builder
         * @throws IllegalArgumentException for any other number
         */
        public Builder priority(int value) {
            if (value < -9 || value > 9) {
                throw new IllegalArgumentException("Envelope.priority is " + value + ": expected -9 to 9");
            }
            this.priority = value;
            return this;
        }

        /**
         * Sends the message over a connection only if the host accepts every recipient for whom it is sent there. Where it refuses one,
         * those that it accepted are tried at the next host, and deferred in the end.
         *
         * @return this builder
         */
        public Builder allOrNone() {
            this.allOrNone = true;
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
         * Passes the parameter REQUIRETLS on, with which the message was received, or asks for it (RFC 8689): each host must be proved
         * to take the recipient's mail, be authenticated, and offer REQUIRETLS. Where none does, the message fails with 5.7.30 or
         * 5.7.10. A header {@code TLS-Required: No} counts no more. With an empty reverse path the message is a bounce, which goes
         * without the parameter to hosts that lack it.
         *
         * @return this builder
         */
        public Builder requireTls() {
            this.tagged = true;
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
         * @throws IllegalStateException when it has no recipient, or {@link #requireValidatedTls} or {@link #requireTls} contradicts
         *     the {@link #kind}
         */
        public Envelope build() {
            if (recipients.isEmpty()) {
                throw new IllegalStateException("Envelope has no recipient: add one with to(...)");
            }
            if (tagged && !kind.isBlockedByPolicies()) {
                throw new IllegalStateException("Envelope.requireTls contradicts the kind " + kind
                        + ", which is sent without TLS, too: remove one of them");
            }
            if (validatedTls && !kind.isBlockedByPolicies()) {
                throw new IllegalStateException("Envelope.requireValidatedTls contradicts the kind " + kind
                        + ", which is sent without TLS, too: remove one of them");
            }
            return new Envelope(this);
        }
    }
}
