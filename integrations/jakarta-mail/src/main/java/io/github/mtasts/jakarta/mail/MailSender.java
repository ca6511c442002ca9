package io.github.mtasts.jakarta.mail;

import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.internal.Batch;
import io.github.mtasts.smtp.internal.ConnectionPool;
import io.github.mtasts.smtp.internal.Deadline;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the MX hosts of their recipients, or to a smart host, under MTA-STS. Create one per server, after the
 * {@link MtaSts}, and close it before. Thread-safe.
 *
 * <p>{@link #send} makes one delivery attempt for each recipient domain: it looks up the MX hosts, tries every address of every host
 * in order, and sends over the connections that the policy permits. It keeps no queue: the caller keeps the message for the
 * recipients that are {@linkplain RecipientStatus.Deferred deferred}, and sends it again.
 *
 * <p>Connections are kept for further messages ({@link MailSenderBuilder#idleConnections}); one comes back only for a message
 * whose policy it satisfies. A host that refuses a message for good over a connection that the policy permits fails it; what a host
 * or the DNS says otherwise only defers it.
 */
public final class MailSender implements AutoCloseable {
    private static final String CLOSED = "the sender was closed";

    private final MtaSts mtaSts;
    private final MxLookup mxLookup;
    private final String ehloName;
    private final SocketFactory sockets;
    private final List<InetAddress> sourceAddresses;
    private final Duration connectLimit;
    private final Duration replyLimit;
    private final Duration timeLimit;
    private final @Nullable SmartHost smartHost;
    private final ScheduledExecutorService scheduler;
    private final ConnectionPool<Socket, Kept> pool;
    private final Session session;
    private final Session utf8Session;
    private volatile boolean closed;

    MailSender(MailSenderBuilder settings) {
        this.mtaSts = settings.mtaSts;
        this.mxLookup = settings.mxLookup;
        this.ehloName = settings.ehloName;
        this.sockets = settings.sockets;
        this.sourceAddresses = List.copyOf(settings.sourceAddresses);
        this.connectLimit = settings.connectLimit;
        this.replyLimit = settings.replyLimit;
        this.timeLimit = settings.timeLimit;
        this.smartHost = settings.smartHost;
        this.scheduler = settings.scheduler == null ? ownScheduler() : settings.scheduler;
        this.pool = new ConnectionPool<>(settings.idleConnections, settings.idleLimit, scheduler);
        this.session = smtpSession(ehloName, false);
        this.utf8Session = smtpSession(ehloName, true);
    }

    /**
     * Starts the settings of a sender.
     *
     * @param mtaSts decides on hosts and opens connections; stays the caller's to close, after the sender
     * @param mxLookup finds hosts and their addresses
     * @param ehloName the name of this server in EHLO, such as {@code mail.example.com}
     * @return a builder
     * @throws IllegalArgumentException when the name is empty or has a character other than printable ASCII without spaces
     */
    public static MailSenderBuilder builder(MtaSts mtaSts, MxLookup mxLookup, String ehloName) {
        return new MailSenderBuilder(mtaSts, mxLookup, ehloName);
    }

    /**
     * Sends a message once. Blocks until each recipient has a status, for at most {@link MailSenderBuilder#timeLimit}. An
     * interrupt ends look-ups and openings, defers the recipients that have no status yet, and keeps the thread's interrupt flag.
     *
     * @param envelope reverse path, recipients and options
     * @param message the message; like Jakarta Mail's transports, this completes its header if it was not saved before. It may be
     *     used by one thread at a time only
     * @return delivered, deferred or failed, for each recipient
     * @throws MessagingException when the message itself cannot be written; nothing was sent
     */
    public SendResult send(Envelope envelope, MimeMessage message) throws MessagingException {
        Content content = Content.of(message);
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>();
        List<Batch> batches = Batch.of(envelope, smartHost, statuses);
        Deadline whole = Deadline.in(timeLimit);
        for (int i = 0; i < batches.size(); i++) {
            Delivery delivery = new Delivery(this, envelope, content, batches.get(i), message.getSession());
            statuses.putAll(delivery.run(whole.share(batches.size() - i)));
        }
        return Batch.result(envelope, statuses);
    }

    /** The number of idle connections that are kept. */
    int idleConnections() {
        return pool.size();
    }

    /**
     * Closes the idle connections. A delivery under way ends as it would; later ones are deferred. The {@link MtaSts} stays open.
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

    String ehloName() {
        return ehloName;
    }

    ConnectionPool<Socket, Kept> pool() {
        return pool;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** A dialer that passes the socket on, too. */
    Dialer dialer(InetAddress address, int port, Consumer<Socket> dialled) {
        return () -> {
            Socket socket = sockets.createSocket();
            try {
                socket.setTcpNoDelay(true); // SMTP sends short lines: do not hold one back to fill a segment
                socket.setSoTimeout(Math.toIntExact(replyLimit.toMillis()));
                bind(socket, address);
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(connectLimit.toMillis()));
                dialled.accept(socket);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        };
    }

    private void bind(Socket socket, InetAddress to) throws IOException {
        for (InetAddress from : sourceAddresses) {
            if (from.getClass().equals(to.getClass())) {
                socket.bind(new InetSocketAddress(from, 0));
                return;
            }
        }
    }

    /** The session of the SMTP dialogue. The dialogue is written to the debug stream of the message's session, if that is set. */
    Session session(@Nullable Session debugged, boolean utf8) {
        if (debugged == null || !debugged.getDebug()) {
            return utf8 ? utf8Session : session;
        }
        Session traced = smtpSession(ehloName, utf8);
        traced.setDebugOut(debugged.getDebugOut());
        traced.setDebug(true);
        return traced;
    }

    /** Properties of the application must not change the dialogue, such as {@code mail.smtp.starttls.enable}. */
    private static Session smtpSession(String ehloName, boolean utf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.localhost", ehloName);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        return Session.getInstance(properties);
    }

    /** Not shut down, because a delivery under way needs it for its time limit; its thread ends when it is idle. */
    private static ScheduledExecutorService ownScheduler() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mta-sts-mail-sender");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
