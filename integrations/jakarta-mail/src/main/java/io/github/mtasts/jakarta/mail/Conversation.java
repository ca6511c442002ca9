package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.address.Mailbox;
import io.github.mtasts.smtp.internal.HostOffer;
import io.github.mtasts.smtp.internal.Outgoing;
import io.github.mtasts.smtp.internal.ReplyLimit;
import io.github.mtasts.smtp.internal.Transaction;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP dialogue over an opened connection: Angus' transport with an envelope of our own, and with a reply for each
 * recipient. It begins with MAIL, or with AUTH: the reply to EHLO is known.
 *
 * <p>Comes in: an opened connection, and messages with their envelopes, one after the other. Goes out: the replies. It knows
 * nothing of policies. It stays with its connection in the pool, so that a further message costs no new transport. For one thread
 * at a time.
 */
final class Conversation extends SMTPTransport {
    private static final int FIRST_POSITIVE = 200;
    private static final int GO_ON = 354;
    private static final int FIRST_REFUSAL = 400;
    private static final int LAST_PERMANENT = 599;
    private static final int SERVICE_UNAVAILABLE = 421;
    private static final Address[] ADDRESSES_OF_THE_ENVELOPE = {new InternetAddress()};

    /** The end of a transaction that the host refused: the replies say why. */
    private static final class RefusedException extends MessagingException {
        private static final long serialVersionUID = 1;
    }

    /** The host sent more replies or fewer than it got commands: each may be that to another one, also those before. */
    private static final class OutOfStepException extends MessagingException {
        private static final long serialVersionUID = 1;

        OutOfStepException(String why) {
            super(why);
        }
    }

    private final SmartHost.@Nullable Login login;
    private final HostOffer offer;
    private @Nullable LentSocket socket;
    private @Nullable Outgoing mail;
    private boolean reset = true;
    /** Whether DATA is on the wire and its reply was not read yet. */
    private boolean dataSaid;
    /** Whether a message is under way: before that, AUTH has replies of its own. */
    private boolean transacting;
    /** Whether the next reply is that to DATA. */
    private boolean dataNext;

    /**
     * Makes a transport for one connection.
     *
     * @param offer the host's reply to EHLO
     * @param login null when none is needed, or on a connection from a pool, which has it
     */
    Conversation(Session session, HostOffer offer, SmartHost.@Nullable Login login) {
        super(session, null);
        this.offer = offer;
        this.login = login;
    }

    @Override
    public boolean supportsExtension(String keyword) {
        return offer.has(keyword);
    }

    @Override
    public @Nullable String getExtensionParameter(String keyword) {
        return offer.parameter(keyword);
    }

    /** Only Angus' way to authenticate needs its own record of the reply. */
    @Override
    protected boolean ehlo(@Nullable String domain) throws MessagingException {
        return login == null ? offer.isGreeted() : super.ehlo(domain);
    }

    /**
     * Reads the greeting and authenticates.
     *
     * @throws MessagingException when the connection is of no use; an {@link AuthenticationFailedException} when it is the
     *     credentials that are not accepted
     */
    void greet(Socket connection) throws MessagingException {
        try {
            socket = new LentSocket(connection);
        } catch (IOException e) {
            throw new MessagingException("the connection was closed", e);
        }
        connect(socket);
        if (login != null && !supportsExtension("AUTH")) {
            throw new AuthenticationFailedException("the host offers no authentication");
        }
    }

    /**
     * Goes on with the connection as it came back from the pool.
     *
     * @throws MessagingException when it was closed
     */
    void resume(Socket connection) throws MessagingException {
        try {
            socket().lend(connection);
        } catch (IOException e) {
            throw new MessagingException("the connection was closed", e);
        }
    }

    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        return login == null
                ? super.protocolConnect(host, port, null, null)
                : super.protocolConnect(host, port, login.user(), login.password());
    }

    /** Sends the message. Never throws for what the host does. */
    Transaction transact(Outgoing outgoing, Content message) {
        mail = outgoing;
        reset = true;
        dataSaid = false;
        Transaction transaction = outgoing.transaction();
        Transaction.Unsuitable unsuitable = offer.unsuitable(outgoing);
        if (unsuitable != null) {
            return transaction.unsuitable(unsuitable);
        }
        transacting = true;
        try {
            sendMessage(message.message(session), ADDRESSES_OF_THE_ENVELOPE);
            return transaction.ended(outgoing.accepted(), reply("DATA"));
        } catch (RefusedException e) {
            endTransaction();
            return transaction;
        } catch (OutOfStepException e) {
            return transaction.outOfStep(cause(e));
        } catch (SMTPSendFailedException e) {
            return e.getReturnCode() < 0
                    ? transaction.broken("the connection was closed")
                    : transaction.ended(outgoing.accepted(), reply("DATA"));
        } catch (MessagingException e) {
            return transaction.broken(cause(e));
        } finally {
            transacting = false;
        }
    }

    /** Whether the connection can be parked: the last reply was read, and the host goes on. */
    boolean isReusable() {
        return !mail().transaction().isBroken() && reset && getLastReturnCode() != SERVICE_UNAVAILABLE;
    }

    /** Leaves the host ready for the next message: it may have taken MAIL. */
    private void endTransaction() {
        if (!mail().transaction().isBroken()) {
            try {
                endPipelinedData();
                reset = isPositive(simpleCommand("RSET"));
            } catch (OutOfStepException e) {
                var unused = mail().transaction().outOfStep(cause(e));
            } catch (MessagingException e) {
                reset = false; // the replies so far stand
            }
        }
    }

    /** RFC 2920 section 3.1: a host that asks for the message, though it takes no recipient, gets an empty one. */
    private void endPipelinedData() throws MessagingException {
        if (!dataSaid) {
            return;
        }
        dataSaid = false;
        socket().skipLine(); // DATA is on the wire already; Angus reads a reply only to what it writes
        dataNext = true;
        if (simpleCommand("DATA") == GO_ON) {
            simpleCommand(".");
        }
    }

    /** What Angus says behind a refusal of DATA or of the message: a connection that is broken now must not hide the refusal. */
    @Override
    public synchronized void issueCommand(String command, int expected) throws MessagingException {
        if (!transacting || !command.equals("RSET")) {
            super.issueCommand(command, expected);
            return;
        }
        try {
            reset = isPositive(simpleCommand(command));
        } catch (OutOfStepException e) {
            throw e;
        } catch (MessagingException e) {
            reset = false;
        }
    }

    private Outgoing mail() {
        return Objects.requireNonNull(mail, "no message");
    }

    /** Says MAIL and, to a host with PIPELINING (RFC 2920), RCPT for every recipient and DATA before it reads a reply. */
    @Override
    protected void mailFrom() throws MessagingException {
        requireNoMoreReplies();
        if (offer.isPipelined(mail())) {
            sendTogether();
        } else {
            sendCommand(offer.mailCommand(mail()));
        }
        if (!isPositive(readServerResponse())) {
            RefusedException refused = refused(mail().recipients(), "MAIL");
            mail().transaction().mailRefused();
            for (int i = 0;
                    offer.isPipelined(mail())
                            && !mail().transaction().isBroken()
                            && i < mail().recipients().size();
                    i++) {
                readServerResponse(); // of no consequence: there is no transaction
            }
            throw refused;
        }
    }

    private void sendTogether() throws MessagingException {
        LentSocket connection = socket();
        connection.holdBack();
        sendCommand(offer.mailCommand(mail()));
        for (Mailbox recipient : mail().recipients()) {
            sendCommand(offer.rcptCommand(mail(), recipient));
        }
        sendCommand("DATA");
        try {
            connection.send();
            dataSaid = true;
        } catch (IOException e) {
            throw new MessagingException("the connection was closed", e);
        }
    }

    /** Angus says DATA and reads the reply; where DATA is on the wire already, only the reply is needed. */
    @Override
    protected OutputStream data() throws MessagingException {
        if (dataSaid) {
            dataSaid = false;
            socket().skipLine();
        } else {
            requireNoMoreReplies();
        }
        dataNext = true;
        OutputStream message = super.data();
        requireNoReplyYet();
        return message;
    }

    private void requireNoMoreReplies() throws MessagingException {
        if (hasUnread()) {
            throw new OutOfStepException("it answered more than it was asked");
        }
    }

    private void requireNoReplyYet() throws MessagingException {
        if (hasUnread()) {
            throw new MessagingException("it answered the message before it had it");
        }
    }

    private boolean hasUnread() throws MessagingException {
        try {
            return socket().hasUnread();
        } catch (IOException e) {
            throw new MessagingException("the connection was closed", e);
        }
    }

    private LentSocket socket() {
        return Objects.requireNonNull(socket, "a conversation that was not begun");
    }

    @Override
    protected void rcptTo() throws MessagingException {
        for (Mailbox recipient : mail().recipients()) {
            if (!offer.isPipelined(mail())) {
                requireNoMoreReplies();
                sendCommand(offer.rcptCommand(mail(), recipient));
            }
            if (isPositive(readServerResponse())) {
                mail().accepted(recipient);
            } else {
                RefusedException refused = refused(List.of(recipient), "RCPT");
                if (mail().transaction().isBroken()) {
                    throw refused;
                }
            }
        }
        if (mail().isRefused()) {
            throw new RefusedException();
        }
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        requireNoReplyYet();
        int limit = socket().getSoTimeout();
        socket().setSoTimeout(Math.toIntExact(
                ReplyLimit.afterMessage(Duration.ofMillis(limit)).toMillis()));
        mail().transaction().messageEnded();
        try {
            super.finishData();
        } finally {
            limitReplies(limit);
        }
    }

    private void limitReplies(int millis) {
        try {
            socket().setSoTimeout(millis);
        } catch (SocketException e) {
            reset = false; // it is closed, and the reply counts
        }
    }

    /** Notes a refusal; one that ends the session leaves recipients without a reply, too. */
    private RefusedException refused(List<Mailbox> some, String command) {
        mail().transaction().ended(some, reply(command));
        if (getLastReturnCode() < 0) {
            mail().transaction().broken("the connection was closed");
        } else if (getLastReturnCode() == SERVICE_UNAVAILABLE) {
            mail().transaction().broken("it ended the session");
        }
        return new RefusedException();
    }

    private Reply reply(String command) {
        return Reply.of(command.toUpperCase(Locale.ROOT), getLastReturnCode(), getLastServerResponse());
    }

    /**
     * Reads a reply. Lines of one reply have one code (RFC 5321 section 4.2.1): otherwise the end of a reply is missing, and with
     * several commands on the wire each later reply would be taken for that of another command.
     */
    @Override
    protected int readServerResponse() throws MessagingException {
        boolean isToData = dataNext;
        dataNext = false;
        socket().beginReply();
        int code = super.readServerResponse();
        String reply = getLastServerResponse();
        if (code >= 0 && reply.lines().anyMatch(line -> line.isEmpty() || line.charAt(0) != reply.charAt(0))) {
            throw new MessagingException("the host mixed the lines of two replies");
        }
        if (transacting && code >= 0) {
            check(code, isToData);
        }
        return code;
    }

    /** Only DATA is answered with 354; a success where the host was to ask for the message is none. */
    private static void check(int code, boolean isToData) throws MessagingException {
        if (code < FIRST_POSITIVE || code > LAST_PERMANENT) {
            throw new MessagingException("it sent what is no reply");
        }
        if (code < FIRST_REFUSAL && (isToData ? code != GO_ON : !isPositive(code))) {
            throw new OutOfStepException("it answered " + (isToData ? "DATA with " : "with ") + code);
        }
    }

    private static boolean isPositive(int code) {
        return code >= FIRST_POSITIVE && code <= 299;
    }

    private static String cause(MessagingException e) {
        Exception next = e.getNextException();
        String text = (next == null ? e : next).getMessage();
        return text == null ? e.toString() : text;
    }
}
