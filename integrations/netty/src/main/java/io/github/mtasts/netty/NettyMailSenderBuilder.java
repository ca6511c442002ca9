package io.github.mtasts.netty;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.smtp.SmartHost;
import io.netty.bootstrap.Bootstrap;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link NettyMailSender}. Not thread-safe. */
public final class NettyMailSenderBuilder {
    private static final Duration MAX_LIMIT = Duration.ofMillis(Integer.MAX_VALUE);

    final MtaSts mtaSts;
    final MxLookup mxLookup;
    final Bootstrap bootstrap;
    final String ehloName;
    final List<InetAddress> sourceAddresses = new ArrayList<>();
    Duration connectLimit = Duration.ofSeconds(30);
    Duration replyLimit = Duration.ofMinutes(5);
    Duration timeLimit = Duration.ofMinutes(30);
    int idleConnections = 100;
    Duration idleLimit = Duration.ofSeconds(30);
    /** Closes idle channels: the event loops, but for a test that moves time. */
    ScheduledExecutorService scheduler;

    @Nullable
    SmartHost smartHost;

    @Nullable
    Executor lookups;

    NettyMailSenderBuilder(MtaSts mtaSts, MxLookup mxLookup, Bootstrap bootstrap, String ehloName) {
        DeliveryRequest.willRetry("example.com").ehloName(ehloName); // refuses a name that cannot stand in EHLO
        if (bootstrap.config().group() == null) {
            throw new IllegalArgumentException(
                    "the bootstrap of NettyMailSender.builder has no event loops: set its group");
        }
        if (bootstrap.config().channelFactory() == null) {
            throw new IllegalArgumentException("the bootstrap of NettyMailSender.builder has no kind of channel: set"
                    + " its channel, such as NioSocketChannel.class");
        }
        this.mtaSts = mtaSts;
        this.mxLookup = mxLookup;
        this.bootstrap = bootstrap;
        this.ehloName = ehloName;
        this.scheduler = bootstrap.config().group();
    }

    /**
     * Sets the addresses that connections come from: at most one of each family. A family without one is connected from the
     * address that the bootstrap names, or else the system chooses.
     *
     * @param addresses addresses of this machine
     * @return this builder
     */
    public NettyMailSenderBuilder sourceAddress(InetAddress... addresses) {
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
    public NettyMailSenderBuilder connectLimit(Duration limit) {
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
    public NettyMailSenderBuilder replyLimit(Duration limit) {
        this.replyLimit = checked("replyLimit", limit);
        return this;
    }

    /**
     * Limits the time of one {@link NettyMailSender#send}, from the MX look-up to the last reply. A message to several domains
     * divides it: a domain gets an equal share of the time that is left, so that a slow one cannot keep the message from the others.
     *
     * @param limit 30 minutes unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public NettyMailSenderBuilder timeLimit(Duration limit) {
        this.timeLimit = checked("timeLimit", limit);
        return this;
    }

    /**
     * Sets the number of idle channels that are kept for further messages.
     *
     * @param connections 100 unless set; 0 closes each channel after its message
     * @return this builder
     * @throws IllegalArgumentException when the number is negative
     */
    public NettyMailSenderBuilder idleConnections(int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(
                    "NettyMailSenderBuilder.idleConnections is " + connections + ": expected 0 or more");
        }
        this.idleConnections = connections;
        return this;
    }

    /**
     * Sets the time after which an idle channel is closed.
     *
     * @param limit 30 seconds unless set
     * @return this builder
     * @throws IllegalArgumentException when the limit is not positive, or over 24 days
     */
    public NettyMailSenderBuilder idleLimit(Duration limit) {
        this.idleLimit = checked("idleLimit", limit);
        return this;
    }

    /**
     * Sends all mail through a smart host, unless the envelope names another one.
     *
     * @param host the smart host; MX hosts of the recipients unless set
     * @return this builder
     */
    public NettyMailSenderBuilder smartHost(SmartHost host) {
        this.smartHost = host;
        return this;
    }

    /**
     * Sets the executor on which look-ups of hosts and addresses wait for the DNS: not an event loop. One that refuses a look-up
     * defers the message.
     *
     * @param executor stays the caller's to shut down, after the sender; at most 32 daemon threads of the sender unless set
     * @return this builder
     */
    public NettyMailSenderBuilder lookups(Executor executor) {
        this.lookups = executor;
        return this;
    }

    /**
     * Makes the sender.
     *
     * @return a sender with these settings
     */
    public NettyMailSender build() {
        return new NettyMailSender(this);
    }

    private static Duration checked(String name, Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(MAX_LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "NettyMailSenderBuilder." + name + " is " + limit + ": expected 1 millisecond to 24 days");
        }
        return limit;
    }
}
