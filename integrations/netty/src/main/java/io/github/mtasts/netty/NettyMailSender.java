package io.github.mtasts.netty;

import io.github.mtasts.AsyncDialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.internal.Batch;
import io.github.mtasts.smtp.internal.ConnectionPool;
import io.github.mtasts.smtp.internal.Deadline;
import io.github.mtasts.smtp.internal.MessageOctets;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the MX hosts of their recipients, or to a smart host, under MTA-STS, on the event loops of a Netty server. Create
 * one per server, after the {@link MtaSts}, and close it before. No method blocks. Thread-safe.
 *
 * <p>{@link #send} makes one delivery attempt for each recipient domain: it looks up the MX hosts, tries every address of every host
 * in order, and sends over the channels that the policy permits. It keeps no queue: the caller keeps the message for the recipients
 * that are {@linkplain RecipientStatus.Deferred deferred}, and sends it again.
 *
 * <p>Channels are kept for further messages ({@link NettyMailSenderBuilder#idleConnections}); one comes back only for a message
 * whose policy it satisfies. A host that refuses a message for good over a channel that the policy permits fails it; what a host or
 * the DNS says otherwise only defers it.
 */
public final class NettyMailSender implements AutoCloseable {
    private static final String CLOSED = "the sender was closed";
    private static final int LOOKUP_THREADS = 32;
    private static final int MAX_WAITING_LOOKUPS = 10_000;

    private final MtaSts mtaSts;
    private final MxLookup mxLookup;
    private final String ehloName;
    private final Bootstrap bootstrap;
    private final List<InetAddress> sourceAddresses;
    private final Duration replyLimit;
    private final Duration timeLimit;
    private final @Nullable SmartHost smartHost;
    private final Executor lookups;
    private final ConnectionPool<NettyTransport, InetAddress> pool;
    private volatile boolean closed;

    NettyMailSender(NettyMailSenderBuilder settings) {
        this.mtaSts = settings.mtaSts;
        this.mxLookup = settings.mxLookup;
        this.ehloName = settings.ehloName;
        this.bootstrap = settings.bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connectLimit.toMillis()));
        this.sourceAddresses = List.copyOf(settings.sourceAddresses);
        this.replyLimit = settings.replyLimit;
        this.timeLimit = settings.timeLimit;
        this.smartHost = settings.smartHost;
        this.lookups = settings.lookups == null ? ownLookups() : settings.lookups;
        this.pool = new ConnectionPool<>(settings.idleConnections, settings.idleLimit, settings.scheduler);
    }

    /**
     * Starts the settings of a sender.
     *
     * @param mtaSts decides on hosts and opens connections; stays the caller's to close, after the sender
     * @param mxLookup finds hosts and their addresses
     * @param bootstrap event loops, kind of channel and options; its handler is not used, and it is not changed
     * @param ehloName the name of this server in EHLO, such as {@code mail.example.com}
     * @return a builder
     * @throws IllegalArgumentException when the bootstrap has no event loops or no kind of channel, or the name is empty or has a
     *     character other than printable ASCII without spaces
     */
    public static NettyMailSenderBuilder builder(
            MtaSts mtaSts, MxLookup mxLookup, Bootstrap bootstrap, String ehloName) {
        return new NettyMailSenderBuilder(mtaSts, mxLookup, bootstrap, ehloName);
    }

    /**
     * Sends a message once. The domains of its recipients get it one after the other; give each an envelope of its own to reach them
     * at the same time. A field {@code Bcc} is sent like any other: leave it out.
     *
     * @param envelope reverse path, recipients and options
     * @param message header and body; they are not copied, and must not change until the result is there. A line may end with LF or
     *     CR alone; dots are doubled here
     * @return delivered, deferred or failed, for each recipient, within about {@link NettyMailSenderBuilder#timeLimit}. Completes on
     *     an event loop or a thread of the library, and never exceptionally: what depends on it must not block. Cancelling it does not
     *     stop the delivery
     */
    public CompletableFuture<SendResult> send(Envelope envelope, byte[] message) {
        MessageOctets octets = MessageOctets.of(message);
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>();
        List<Batch> batches = Batch.of(envelope, smartHost, statuses);
        Deadline whole = Deadline.in(timeLimit);
        AtomicInteger left = new AtomicInteger(batches.size());
        return Steps.inOrder(
                        batches,
                        () -> false,
                        batch -> new NettyDelivery(this, envelope, octets, batch, whole.share(left.getAndDecrement()))
                                .run()
                                .thenAccept(statuses::putAll))
                .thenApply(unused -> Batch.result(envelope, statuses));
    }

    /** The number of idle channels that are kept. */
    int idleConnections() {
        return pool.size();
    }

    /**
     * Closes the idle channels. A delivery under way ends as it would; later ones are deferred. The {@link MtaSts} and the event loops
     * stay open.
     */
    @Override
    public void close() {
        closed = true;
        pool.close();
    }

    @Nullable
    String closedBecause() {
        return closed ? CLOSED : null;
    }

    MtaSts mtaSts() {
        return mtaSts;
    }

    MxLookup mxLookup() {
        return mxLookup;
    }

    Executor lookups() {
        return lookups;
    }

    String ehloName() {
        return ehloName;
    }

    Duration replyLimit() {
        return replyLimit;
    }

    ConnectionPool<NettyTransport, InetAddress> pool() {
        return pool;
    }

    AsyncDialer<NettyTransport> dialer(InetAddress address, int port) {
        Bootstrap from = bootstrap;
        for (InetAddress source : sourceAddresses) {
            if (source.getClass().equals(address.getClass())) {
                from = bootstrap.clone().localAddress(new InetSocketAddress(source, 0));
            }
        }
        return NettyTransport.dialer(from, new InetSocketAddress(address, port));
    }

    /** Not shut down, because a delivery under way may need it; its threads end when they are idle. */
    private static Executor ownLookups() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING_LOOKUPS),
                task -> {
                    Thread thread = new Thread(task, "mta-sts-mx-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
