package io.github.mtasts;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.text.Printable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A delivery: the next hop, its kind, and whether there will be another try. Immutable; reusable for any number of attempts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public final class DeliveryRequest {
    private static final int MAX_SHOWN = 255;
    private static final int SMTP_PORT = 25;
    private static final int IMPLICIT_TLS_PORT = 465;
    private static final int LARGEST_PORT = 65_535;

    private final String nextHop;
    private final @Nullable PolicyDomain domain;
    private final boolean lastTry;
    private final DeliveryKind kind;
    private final String ehloName;
    private final @Nullable Duration timeLimit;
    private final boolean validatedTls;
    private final boolean implicitTls;
    private final int port;
    private final boolean withoutMx;

    private DeliveryRequest(Builder builder, String ehloName) {
        this.nextHop = builder.nextHop;
        this.domain = builder.domain;
        this.lastTry = builder.lastTry;
        this.kind = builder.kind;
        this.ehloName = ehloName;
        this.timeLimit = builder.timeLimit;
        this.validatedTls = builder.validatedTls;
        this.implicitTls = builder.implicitTls;
        this.port = builder.port != 0 ? builder.port : implicitTls ? IMPLICIT_TLS_PORT : SMTP_PORT;
        this.withoutMx = builder.withoutMx;
    }

    /**
     * Starts a delivery that is tried again later if it does not succeed now.
     *
     * @param nextHop the domain of the recipient, or of the smart host that mail for it is routed to; an address literal
     *     such as {@code [192.0.2.1]} has no policy (RFC 8461 section 3.4). U-labels are converted as
     *     {@link PolicyDomain#parse} says
     * @return a builder
     * @throws IllegalArgumentException when the next hop is neither a domain name nor an address, such as a name with a port or
     *     in brackets, or with U-labels that cannot be converted; the message says why. No mail could be sent there with or
     *     without a policy
     */
    public static Builder willRetry(String nextHop) {
        return new Builder(nextHop, false);
    }

    /**
     * Starts the last try before the message is returned to its sender. The DNS is asked for a newer policy before the first
     * MX host is tried (RFC 8461 section 5.1). Only such a try can lead to {@link Unsent.MayFail} after MX hosts failed.
     *
     * @param nextHop as for {@link #willRetry}
     * @return a builder
     * @throws IllegalArgumentException as for {@link #willRetry}
     */
    public static Builder lastTry(String nextHop) {
        return new Builder(nextHop, true);
    }

    /** The next hop as a log or a message may show it. */
    String nextHop() {
        return Printable.line(nextHop, MAX_SHOWN);
    }

    @Nullable
    PolicyDomain domain() {
        return domain;
    }

    boolean isLastTry() {
        return lastTry;
    }

    DeliveryKind kind() {
        return kind;
    }

    String ehloName() {
        return ehloName;
    }

    /** Whether a connection begins with the TLS handshake. */
    boolean usesImplicitTls() {
        return implicitTls;
    }

    /** The port that is connected to. */
    int port() {
        return port;
    }

    /** Whether the next hop is a host that no MX record names. */
    boolean isWithoutMx() {
        return withoutMx;
    }

    /** Whether the message may go only over validated TLS, whatever the policy. */
    boolean requiresValidatedTls() {
        return validatedTls;
    }

    /** Starts the time limit of an attempt; null, and without reading the clock, when there is none. */
    @Nullable
    TimeLimit startTimeLimit() {
        return timeLimit == null ? null : new TimeLimit(System.nanoTime(), timeLimit);
    }

    /** Whether the next hop is an IP address, in brackets or not: such a next hop has no Policy Domain. */
    boolean isAddress() {
        return domain == null;
    }

    /** The settings of a request. Not thread-safe. */
    public static final class Builder {
        private final String nextHop;
        private final @Nullable PolicyDomain domain;
        private final boolean lastTry;
        private DeliveryKind kind = DeliveryKind.NORMAL;
        private @Nullable String ehloName;
        private @Nullable Duration timeLimit;
        private boolean validatedTls;
        private boolean implicitTls;
        private int port;
        private boolean withoutMx;

        private Builder(String nextHop, boolean lastTry) {
            this.nextHop = nextHop;
            this.domain = MxHost.parseAddress(nextHop).isPresent() ? null : domain(nextHop);
            this.lastTry = lastTry;
        }

        private static PolicyDomain domain(String nextHop) {
            try {
                return PolicyDomain.of(nextHop);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("DeliveryRequest: the next hop " + e.getMessage(), e);
            }
        }

        /**
         * Sets the kind of message, which {@link DeliveryKind#of} finds. One with REQUIRETLS is decided about host by host: ask about
         * every one, and open every address of each, before {@link DeliveryAttempt#unsent}.
         *
         * @param deliveryKind {@link DeliveryKind#NORMAL} unless set
         * @return this builder
         */
        public Builder kind(DeliveryKind deliveryKind) {
            this.kind = deliveryKind;
            return this;
        }

        /**
         * Sets the name of this server in EHLO (RFC 5321 section 4.1.1.1).
         *
         * @param name a domain name or an address literal; required, because servers refuse a made-up name
         * @return this builder
         * @throws IllegalArgumentException when the name is empty or has a character other than printable ASCII without spaces
         */
        public Builder ehloName(String name) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
                throw new IllegalArgumentException("DeliveryRequest.ehloName is \"" + name
                        + "\": expected printable ASCII without spaces, such as mail.example.com");
            }
            this.ehloName = name;
            return this;
        }

        /**
         * Limits the time from {@code begin} to the last {@code open}. When it has passed, the attempt ends: its candidates
         * are rejected, and no failure is recorded for it. Connections that were handed over stay open.
         *
         * @param limit a positive time; no limit unless set
         * @return this builder
         * @throws IllegalArgumentException when the limit is not positive
         */
        public Builder timeLimit(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException(
                        "DeliveryRequest.timeLimit is " + limit + ": expected a positive time");
            }
            this.timeLimit = limit;
            return this;
        }

        /**
         * Requires TLS with a valid certificate for the host's name, whatever the domain publishes: for a message, or for a smart
         * host that gets a password. Nothing is handed over in the clear. A violation of this requirement alone is not reported
         * to the domain.
         *
         * @return this builder
         */
        public Builder requireValidatedTls() {
            this.validatedTls = true;
            return this;
        }

        /**
         * Starts each connection with the TLS handshake, before the greeting (RFC 8314 section 3.3): for a smart host, at port
         * 465. Where the handshake fails there is no second connection in the clear.
         *
         * @return this builder
         */
        public Builder implicitTls() {
            this.implicitTls = true;
            return this;
        }

        /**
         * Sets the port that is connected to: TLSA records are published for each port (RFC 7672 section 2.2.3).
         *
         * @param number from 1 to 65,535; 25 unless set, and 465 with {@link #implicitTls}
         * @return this builder
         * @throws IllegalArgumentException when it is outside that range
         */
        public Builder port(int number) {
            if (number < 1 || number > LARGEST_PORT) {
                throw new IllegalArgumentException(
                        "DeliveryRequest.port is " + number + ": expected 1 to 65535, such as 25");
            }
            this.port = number;
            return this;
        }

        /**
         * Says that the next hop is a host of its own, such as a smart host, whose mail goes to it whatever MX records say. DANE
         * then asks for none (RFC 7672 section 2.2.2).
         *
         * @return this builder
         */
        public Builder hostWithoutMx() {
            this.withoutMx = true;
            return this;
        }

        /**
         * Makes the request.
         *
         * @return a request with these settings
         * @throws IllegalStateException when {@link #ehloName} was not set, or {@link #requireValidatedTls} contradicts the kind
         *     of message; the message says what to do
         */
        public DeliveryRequest build() {
            if (validatedTls && !kind.isBlockedByPolicies()) {
                throw new IllegalStateException("DeliveryRequest.requireValidatedTls contradicts the kind " + kind
                        + ", which is sent without TLS, too: remove one of them");
            }
            if (ehloName == null) {
                throw new IllegalStateException(
                        "DeliveryRequest.ehloName is not set: pass the name of this server, such as mail.example.com");
            }
            return new DeliveryRequest(this, ehloName);
        }
    }
}
