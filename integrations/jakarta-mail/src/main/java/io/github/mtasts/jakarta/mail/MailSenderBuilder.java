package io.github.mtasts.jakarta.mail;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.smtp.SmartHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link MailSender}. Not thread-safe. */
public final class MailSenderBuilder {
    private static final Duration MAX_SOCKET_LIMIT = Duration.ofMillis(Integer.MAX_VALUE);

    final MtaSts mtaSts;
    final MxLookup mxLookup;
    final String ehloName;
    SocketFactory sockets = SocketFactory.getDefault();
    final List<InetAddress> sourceAddresses = new ArrayList<>();
    Duration connectLimit = Duration.ofSeconds(30);
    Duration replyLimit = Duration.ofMinutes(5);
    Duration timeLimit = Duration.ofMinutes(30);
    int idleConnections = 100;
    Duration idleLimit = Duration.ofSeconds(30);

    @Nullable
    SmartHost smartHost;

    @Nullable
    ScheduledExecutorService scheduler;

    MailSenderBuilder(MtaSts mtaSts, MxLookup mxLookup, String ehloName) {
        DeliveryRequest.willRetry("example.com").ehloName(ehloName); // refuses a name that cannot stand in EHLO
        this.mtaSts = mtaSts;
        this.mxLookup = mxLookup;
        this.ehloName = ehloName;
    }

    /**
     * Sets the factory of the connections.
     *
     * @param factory makes unconnected sockets; the platform's unless set
     * @return this builder
     */
    public MailSenderBuilder socketFactory(SocketFactory factory) {
        this.sockets = factory;
        return this;
    }

    /**
     * Sets the addresses that connections come from: at most one of each family. A family without one is connected from the
     * address that the system chooses.
     *
     * @param addresses addresses of this machine
     * @return this builder
     */
    public MailSenderBuilder sourceAddress(InetAddress... addresses) {
        sourceAddresses.clear();
        sourceAddresses.addAll(List.of(addresses));
        return this;
    }

    /**
     * Limits the time to connect to one address.
     *
     * @param limit 30 seconds unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public MailSenderBuilder connectLimit(Duration limit) {
        this.connectLimit = checked("connectLimit", limit);
        return this;
    }

    /**
     * Limits the time that a host may let pass without sending anything. After the end of the message it has twice the time, because
     * a host that is given up then may have the message, and gets it again.
     *
     * @param limit five minutes unless set (RFC 5321 section 4.5.3.2)
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public MailSenderBuilder replyLimit(Duration limit) {
        this.replyLimit = checked("replyLimit", limit);
        return this;
    }

    /**
     * Limits the time of one {@link MailSender#send}, from the MX look-up to the last reply. A message to several domains divides
     * it: a domain gets an equal share of the time that is left, so that a slow one cannot keep the message from the others.
     *
     * @param limit 30 minutes unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public MailSenderBuilder timeLimit(Duration limit) {
        this.timeLimit = checked("timeLimit", limit);
        return this;
    }

    /**
     * Sets the number of idle connections that are kept for further messages.
     *
     * @param connections 100 unless set; 0 closes each connection after its message
     * @return this builder
     * @throws IllegalArgumentException when the number is negative
     */
    public MailSenderBuilder idleConnections(int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(
                    "MailSenderBuilder.idleConnections is " + connections + ": expected 0 or more");
        }
        this.idleConnections = connections;
        return this;
    }

    /**
     * Sets the time after which an idle connection is closed.
     *
     * @param limit 30 seconds unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public MailSenderBuilder idleLimit(Duration limit) {
        this.idleLimit = checked("idleLimit", limit);
        return this;
    }

    /**
     * Sends all mail through a smart host, unless the envelope names another one.
     *
     * @param host the smart host; MX hosts of the recipients unless set
     * @return this builder
     */
    public MailSenderBuilder smartHost(SmartHost host) {
        this.smartHost = host;
        return this;
    }

    /**
     * Sets the scheduler that closes connections at the end of their time. Its tasks do not block.
     *
     * @param executor stays the caller's to shut down, after the sender; a daemon thread of the sender unless set
     * @return this builder
     */
    public MailSenderBuilder scheduler(ScheduledExecutorService executor) {
        this.scheduler = executor;
        return this;
    }

    /**
     * Makes the sender.
     *
     * @return a sender with these settings
     */
    public MailSender build() {
        return new MailSender(this);
    }

    private static Duration checked(String name, Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(MAX_SOCKET_LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "MailSenderBuilder." + name + " is " + limit + ": expected 1 millisecond to 24 days");
        }
        return limit;
    }
}
