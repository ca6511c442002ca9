package io.github.mtasts.netty;

import io.github.mtasts.Opening;
import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.address.Mailbox;
import io.github.mtasts.smtp.internal.Deadline;
import io.github.mtasts.smtp.internal.HostOffer;
import io.github.mtasts.smtp.internal.Outgoing;
import io.github.mtasts.smtp.internal.ReplyLimit;
import io.github.mtasts.smtp.internal.Transaction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail transaction over an opened channel: it begins with MAIL, behind AUTH or RSET where they are needed, because the reply to
 * EHLO is known.
 *
 * <p>Comes in: a channel on which nothing is outstanding, and a message. Goes out: the replies, in the transaction of the message,
 * and whether the channel can be used again. It knows nothing of policies. All but {@link #run} and {@link #quit} happens on the
 * event loop of the channel.
 */
final class SmtpDialogue implements ReplyReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpDialogue.class);
    private static final String SHUT_DOWN = "the event loops of this server were shut down";
    private static final int OK = 250;
    private static final int AUTHENTICATED = 235;
    private static final int CONTINUE_AUTHENTICATION = 334;
    private static final int GO_ON = 354;
    private static final int FIRST_INTERMEDIATE = 300;
    private static final int FIRST_REFUSAL = 400;
    private static final int SERVICE_UNAVAILABLE = 421;

    /**
     * How it ended.
     *
     * @param unusable why the channel was of no use for the message; null when the transaction has replies
     * @param wrongLogin whether it was the credentials that were not accepted
     * @param reusable whether every reply was read, and the host goes on
     */
    record End(@Nullable String unusable, boolean wrongLogin, boolean reusable) {}

    private enum Phase {
        /** Nothing that the host says is about the message yet. */
        BEFORE,
        IN_TRANSACTION,
        /** The host refused the message, and the replies so far stand. */
        REFUSED
    }

    /**
     * A reply that is outstanding.
     *
     * @param verb that of the command
     * @param mayGoOn whether a code of 300 to 399 can be the answer
     * @param then what to do with it
     */
    private record Expected(String verb, boolean mayGoOn, Consumer<Reply> then) {
        Expected(String verb, Consumer<Reply> then) {
            this(verb, false, then);
        }
    }

    private final Opening.Ready<NettyTransport> ready;
    private final SmartHost.@Nullable Login login;
    private final Outgoing mail;
    private final Duration replyLimit;
    private final Deadline deadline;
    private final HostOffer offer;
    private final ReplyReader reader = new ReplyReader(this);
    private final CompletableFuture<End> end = new CompletableFuture<>();
    /** What to do with each reply that is outstanding. */
    private final Deque<Expected> expected = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> patience;
    private @Nullable ScheduledFuture<?> wholeTime;
    private Phase phase = Phase.BEFORE;
    private boolean messageSent;

    /**
     * Makes a dialogue.
     *
     * @param login null when none is needed
     */
    SmtpDialogue(
            Opening.Ready<NettyTransport> ready,
            SmartHost.@Nullable Login login,
            Outgoing mail,
            Duration replyLimit,
            Deadline deadline) {
        this.ready = ready;
        this.login = login;
        this.mail = mail;
        this.replyLimit = replyLimit;
        this.deadline = deadline;
        this.offer = new HostOffer(ready.ehloReply());
    }

    /** Starts; completes on the event loop, and never exceptionally. */
    CompletableFuture<End> run() {
        try {
            NettyTransport.handOver(ready, new ChunkedWriteHandler(), reader);
        } catch (RejectedExecutionException e) {
            finish(new End(SHUT_DOWN, false, false));
        }
        return end;
    }

    /**
     * Ends the session without a wait for the reply (RFC 5321 section 4.1.1.10), nor for a host that does not read: closing sends
     * what was flushed.
     */
    void quit() {
        var unused = ready.connection().channel().writeAndFlush(octets("QUIT\r\n"));
        ready.connection().close();
    }

    @Override
    public void ready(ChannelHandlerContext own) {
        context = own;
        try {
            wholeTime = own.executor()
                    .schedule(
                            () -> broke("the time for the message is over"),
                            deadline.left().toNanos(),
                            TimeUnit.NANOSECONDS);
            begin();
        } catch (RejectedExecutionException e) {
            unusable(SHUT_DOWN, false);
        } catch (Throwable e) { // Netty would only remove this handler, and the dialogue would never end
            LOG.warn("The dialogue with {} did not begin", ready.connection(), e);
            unusable("this server threw " + e, false);
        }
    }

    private void begin() {
        if (ready.readAhead().hasRemaining()) {
            unusable("it said more than its reply to EHLO", false);
        } else if (!offer.isGreeted()) {
            unusable(
                    "it answered EHLO with "
                            + new Reply("EHLO", 0, ready.ehloReply().get(0)).text(),
                    false);
        } else if (login != null) {
            authenticate(login);
        } else {
            transactIfSuitable();
        }
    }

    private void transactIfSuitable() {
        Transaction.Unsuitable unsuitable = offer.unsuitable(mail);
        if (unsuitable != null) {
            mail.transaction().unsuitable(unsuitable);
            finish(true);
        } else if (ready.reused()) {
            resume();
        } else {
            phase = Phase.IN_TRANSACTION;
            transact("");
        }
    }

    private void authenticate(SmartHost.Login credentials) {
        String offered = offer.parameter("AUTH");
        List<String> mechanisms = List.of((offered == null ? "" : offered.toUpperCase(Locale.ROOT)).split(" ", -1));
        if (mechanisms.contains("PLAIN")) { // RFC 4616
            authenticate(
                    "AUTH PLAIN " + base64("\0" + credentials.user() + "\0" + credentials.password()),
                    this::authenticated);
        } else if (mechanisms.contains("LOGIN")) {
            authenticate(
                    "AUTH LOGIN",
                    goOn(() -> authenticate(
                            base64(credentials.user()),
                            goOn(() -> authenticate(base64(credentials.password()), this::authenticated)))));
        } else {
            unusable(
                    offered == null
                            ? "the host offers no authentication"
                            : "the host offers neither AUTH PLAIN nor AUTH LOGIN",
                    true);
        }
    }

    private void authenticate(String line, Consumer<Reply> then) {
        expected.add(new Expected("AUTH", true, then));
        write(line + "\r\n");
    }

    private Consumer<Reply> goOn(Runnable next) {
        return reply -> {
            if (reply.code() == CONTINUE_AUTHENTICATION) {
                next.run();
            } else {
                authenticated(reply);
            }
        };
    }

    private void authenticated(Reply reply) {
        if (reply.code() != AUTHENTICATED) {
            unusable("it did not accept the credentials: " + reply.code() + " " + reply.text(), true);
        } else {
            transactIfSuitable();
        }
    }

    /** Asks a connection from a pool whether it still works; with PIPELINING without a round trip of its own. */
    private void resume() {
        if (offer.isPipelined()) {
            expected.add(new Expected("RSET", this::isAlive));
            transact("RSET\r\n");
        } else {
            say("RSET", "RSET", reply -> {
                if (isAlive(reply)) {
                    transact("");
                }
            });
        }
    }

    private boolean isAlive(Reply reply) {
        if (reply.code() != OK) {
            unusable("it answered RSET with " + reply.code(), false);
            return false;
        }
        ready.resetAccepted();
        phase = Phase.IN_TRANSACTION;
        return true;
    }

    /** Says MAIL and, to a host with PIPELINING (RFC 2920), RCPT for every recipient and DATA before it reads a reply. */
    private void transact(String before) {
        StringBuilder commands = new StringBuilder(before);
        commands.append(offer.mailCommand(mail)).append("\r\n");
        expected.add(new Expected("MAIL", this::mailAnswered));
        if (offer.isPipelined(mail)) {
            for (Mailbox recipient : mail.recipients()) {
                commands.append(offer.rcptCommand(mail, recipient)).append("\r\n");
                expected.add(new Expected("RCPT", reply -> rcptAnswered(recipient, reply)));
            }
            commands.append("DATA\r\n");
            expected.add(new Expected("DATA", true, this::dataAnswered));
        }
        write(commands.toString());
    }

    private void mailAnswered(Reply reply) {
        Transaction transaction = mail.transaction();
        if (reply.isPositive()) {
            if (!offer.isPipelined(mail)) {
                nextRecipient(mail.recipients().iterator());
            }
            return;
        }
        transaction.ended(mail.recipients(), reply);
        transaction.mailRefused();
        if (!endsSession(reply) && !offer.isPipelined(mail)) {
            reset();
        }
    }

    private void nextRecipient(Iterator<Mailbox> recipients) {
        if (recipients.hasNext()) {
            Mailbox recipient = recipients.next();
            say("RCPT", offer.rcptCommand(mail, recipient), reply -> {
                if (rcptAnswered(recipient, reply)) {
                    nextRecipient(recipients);
                }
            });
        } else if (mail.isRefused()) {
            reset();
        } else {
            expected.add(new Expected("DATA", true, this::dataAnswered));
            write("DATA\r\n");
        }
    }

    /** Returns whether the session goes on. */
    private boolean rcptAnswered(Mailbox recipient, Reply reply) {
        if (mail.transaction().isMailRefused()) {
            return true; // of no consequence: there is no transaction
        }
        if (reply.isPositive()) {
            mail.accepted(recipient);
            return true;
        }
        mail.transaction().ended(List.of(recipient), reply);
        return !endsSession(reply);
    }

    private void dataAnswered(Reply reply) {
        if (reply.code() < FIRST_REFUSAL
                && reply.code() != GO_ON) { // a success where the host was to ask for the message is none
            outOfStep("it answered DATA with " + reply.code());
        } else if (mail.transaction().isMailRefused() || mail.isRefused()) {
            phase = Phase.REFUSED;
            if (reply.code()
                    == GO_ON) { // RFC 2920 section 3.1: a host that asks for the message all the same gets an empty one
                say("DATA", ".", unused -> reset());
            } else {
                reset();
            }
        } else if (reply.code() == GO_ON && !reader.isQuiet()) {
            broke("it answered the message before it had it");
        } else if (reply.code() == GO_ON) {
            sendMessage();
        } else {
            mail.transaction().ended(mail.accepted(), reply);
            if (reply.code() == SERVICE_UNAVAILABLE) {
                finish(false);
            } else {
                reset();
            }
        }
    }

    private void sendMessage() {
        ChannelHandlerContext own = own();
        expected.add(new Expected("DATA", this::messageAnswered));
        stopWaiting();
        var unused = own.writeAndFlush(new StuffedMessage(
                        mail.octets().octets(), () -> mail.transaction().messageEnded()))
                .addListener(written -> {
                    messageSent = written.isSuccess();
                    written(written.cause());
                });
    }

    private void messageAnswered(Reply reply) {
        if (messageSent) {
            mail.transaction().ended(mail.accepted(), reply);
            finish(reply.code() != SERVICE_UNAVAILABLE);
        } else {
            broke("it answered in the middle of the message with " + reply.code() + " " + reply.text());
        }
    }

    /** Whether the host ends the session with a refusal, so that further recipients get no reply. */
    private boolean endsSession(Reply reply) {
        if (reply.code() != SERVICE_UNAVAILABLE) {
            return false;
        }
        broke("it ended the session");
        return true;
    }

    /** Leaves the host ready for the next message: the replies so far stand, whatever it answers. */
    private void reset() {
        phase = Phase.REFUSED;
        say("RSET", "RSET", reply -> finish(reply.isPositive()));
    }

    private void say(String verb, String command, Consumer<Reply> then) {
        expected.add(new Expected(verb, then));
        write(command + "\r\n");
    }

    private void write(String commands) {
        if (phase != Phase.REFUSED && !reader.isQuiet()) {
            outOfStep("it answered more than it was asked");
            return;
        }
        stopWaiting();
        var unused = own().writeAndFlush(octets(commands)).addListener(written -> written(written.cause()));
    }

    private void written(@Nullable Throwable cause) {
        if (cause == null) {
            waitForReply();
        } else {
            broke(cause.getMessage() == null ? "the connection was closed" : cause.getMessage());
        }
    }

    private void waitForReply() {
        stopWaiting();
        if (!end.isDone() && !expected.isEmpty()) {
            Duration limit = mail.transaction().isMessageEnded() ? ReplyLimit.afterMessage(replyLimit) : replyLimit;
            patience = own().executor()
                    .schedule(
                            () -> broke("it sent nothing for " + limit.toMillis() + " ms"),
                            limit.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    @Override
    public void heard() {
        if (end.isDone()) {
            ready.connection().close(); // it speaks unasked: a later reply could be taken for that of another command
        } else if (patience != null) {
            waitForReply();
        }
    }

    @Override
    public void replied(int code, String lines) {
        if (end.isDone()) {
            return;
        }
        Expected next = expected.poll();
        if (next == null) {
            outOfStep("it answered more than it was asked");
        } else if (code >= FIRST_INTERMEDIATE && code < FIRST_REFUSAL && !next.mayGoOn()) {
            outOfStep("it answered " + next.verb() + " with " + code);
        } else {
            next.then().accept(Reply.of(next.verb(), code, lines));
        }
    }

    @Override
    public void broke(String why) {
        if (end.isDone()) {
            ready.connection().close();
        } else if (phase == Phase.BEFORE) {
            unusable(why, false);
        } else {
            if (phase == Phase.IN_TRANSACTION) {
                mail.transaction().broken(why);
            }
            finish(false);
        }
    }

    /** The host sent more replies or fewer than it got commands: each may be that to another one, also those before. */
    private void outOfStep(String why) {
        if (phase == Phase.BEFORE) {
            unusable(why, false);
        } else {
            mail.transaction().outOfStep(why);
            finish(false);
        }
    }

    private void unusable(String why, boolean wrongLogin) {
        finish(new End(why, wrongLogin, false));
    }

    private void finish(boolean reusable) {
        finish(new End(null, false, reusable && expected.isEmpty() && reader.isQuiet()));
    }

    private void finish(End how) {
        stopWaiting();
        if (wholeTime != null) {
            wholeTime.cancel(false);
        }
        end.complete(how);
    }

    private ChannelHandlerContext own() {
        return Objects.requireNonNull(context, "a dialogue that was not begun");
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
