package io.github.mtasts.jakarta.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP dialogue over an opened connection: Angus' transport with an envelope of our own, and with a reply for each
 * recipient. It begins with MAIL, or with AUTH: the reply to EHLO is known.
 *
 * <p>Comes in: an opened connection, an envelope, the message. Goes out: the replies. It knows nothing of policies. For one
 * thread and one transaction.
 */
final class Conversation extends SMTPTransport {
    private static final int SERVICE_UNAVAILABLE = 421;
    /** A reply code and what separates it from the text. */
    private static final int CODE = 4;

    private static final Address[] ADDRESSES_OF_THE_ENVELOPE = {new InternetAddress()};

    /** The end of a transaction that the host refused: the replies say why. */
    private static final class RefusedException extends MessagingException {
        private static final long serialVersionUID = 1;
    }

    private final SmartHost.@Nullable Login login;
    private final Envelope envelope;
    private final Content content;
    private final List<Mailbox> recipients;
    private final List<Mailbox> accepted = new ArrayList<>();
    private final Transaction transaction = new Transaction();
    /** What the host offers, by keyword. */
    private final Map<String, String> extensions;

    private final boolean greeted;
    private boolean reset = true;

    /**
     * Makes a transport for one transaction.
     *
     * @param ehloReply the host's reply to EHLO, with codes
     * @param login null when none is needed, or on a connection from a pool, which has it
     */
    Conversation(
            Session session,
            List<String> ehloReply,
            SmartHost.@Nullable Login login,
            Envelope envelope,
            Content content,
            List<Mailbox> recipients) {
        super(session, null);
        this.greeted = ehloReply.get(0).startsWith("250");
        this.extensions = extensions(ehloReply);
        this.login = login;
        this.envelope = envelope;
        this.content = content;
        this.recipients = List.copyOf(recipients);
    }

    private static Map<String, String> extensions(List<String> ehloReply) {
        Map<String, String> extensions = new HashMap<>();
        for (String line : ehloReply.subList(1, ehloReply.size())) {
            String text = line.length() > CODE ? line.substring(CODE) : "";
            int space = text.indexOf(' ');
            extensions.put(
                    (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT),
                    space < 0 ? "" : text.substring(space + 1));
        }
        return extensions;
    }

    @Override
    public boolean supportsExtension(String keyword) {
        return extensions.containsKey(keyword.toUpperCase(Locale.ROOT));
    }

    @Override
    public @Nullable String getExtensionParameter(String keyword) {
        return extensions.get(keyword.toUpperCase(Locale.ROOT));
    }

    /** Only Angus' way to authenticate needs its own record of the reply. */
    @Override
    protected boolean ehlo(@Nullable String domain) throws MessagingException {
        return login == null ? greeted : super.ehlo(domain);
    }

    /**
     * Reads the greeting and authenticates.
     *
     * @throws MessagingException when the connection is of no use; an {@link AuthenticationFailedException} when it is the
     *     credentials that are not accepted
     */
    void greet(Socket connection) throws MessagingException {
        connect(connection);
        if (login != null && !supportsExtension("AUTH")) {
            throw new AuthenticationFailedException("the host offers no authentication");
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
    Transaction transact() {
        Transaction.Unsuitable unsuitable = unsuitable();
        if (unsuitable != null) {
            return transaction.unsuitable(unsuitable);
        }
        try {
            sendMessage(content.message(session), ADDRESSES_OF_THE_ENVELOPE);
            return transaction.ended(accepted, reply("DATA"));
        } catch (RefusedException e) {
            endTransaction();
            return transaction;
        } catch (SMTPSendFailedException e) {
            return e.getReturnCode() < 0
                    ? transaction.broken("the connection was closed")
                    : refusedData(e.getReturnCode());
        } catch (MessagingException e) {
            return transaction.broken(cause(e));
        }
    }

    /** Whether the connection can be parked: the last reply was read, and the host goes on. */
    boolean isReusable() {
        return !transaction.isBroken() && reset && getLastReturnCode() != SERVICE_UNAVAILABLE;
    }

    /** Leaves the host ready for the next message: it may have taken MAIL. */
    private void endTransaction() {
        if (!transaction.isBroken()) {
            try {
                reset = isPositive(simpleCommand("RSET"));
            } catch (MessagingException e) {
                reset = false; // the replies so far stand
            }
        }
    }

    /** The requirement of the message that the host does not meet, according to its reply to EHLO; null when it meets all. */
    private Transaction.@Nullable Unsuitable unsuitable() {
        if (needsUtf8() && !supportsExtension("SMTPUTF8")) {
            return new Transaction.Unsuitable(
                    "5.6.7", "it does not offer SMTPUTF8, which this message needs (RFC 6531)");
        }
        if (content.needsEightBit() && !supportsExtension("8BITMIME")) {
            return new Transaction.Unsuitable(
                    "5.6.3", "it does not offer 8BITMIME, which this message needs (RFC 6152)");
        }
        long limit = sizeLimit();
        return limit > 0 && content.size() > limit
                ? new Transaction.Unsuitable(
                        "5.3.4", "it takes messages of at most " + limit + " octets; this one has " + content.size())
                : null;
    }

    /** Zero where the host names none, or nonsense. */
    private long sizeLimit() {
        String limit = getExtensionParameter("SIZE");
        try {
            return limit == null || limit.isEmpty() ? 0 : Long.parseLong(limit);
        } catch (NumberFormatException e) {
            return 0; // the host refuses the message itself, if it is too large
        }
    }

    private boolean needsUtf8() {
        return content.needsUtf8()
                || envelope.reversePath().chars().anyMatch(c -> c > 0x7e)
                || recipients.stream().anyMatch(Mailbox::needsUtf8);
    }

    /** Says MAIL and, to a host with PIPELINING (RFC 2920), RCPT for every recipient before it reads a reply. */
    @Override
    protected void mailFrom() throws MessagingException {
        sendCommand(mailCommand());
        if (isPipelined()) {
            for (Mailbox recipient : recipients) {
                sendCommand(rcptCommand(recipient));
            }
        }
        if (!isPositive(readServerResponse())) {
            RefusedException refused = refused(recipients, "MAIL");
            transaction.mailRefused();
            for (int i = 0; isPipelined() && !transaction.isBroken() && i < recipients.size(); i++) {
                readServerResponse(); // of no consequence: there is no transaction
            }
            throw refused;
        }
    }

    private boolean isPipelined() {
        return supportsExtension("PIPELINING");
    }

    private String mailCommand() {
        StringBuilder command = new StringBuilder("MAIL FROM:").append(reversePath());
        if (supportsExtension("SIZE")) {
            command.append(" SIZE=").append(content.size());
        }
        if (content.needsEightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (needsUtf8()) {
            command.append(" SMTPUTF8");
        }
        if (supportsExtension("DSN")) {
            if (envelope.returned() != null) {
                command.append(" RET=").append(envelope.returned());
            }
            if (envelope.envelopeId() != null) {
                command.append(" ENVID=").append(encoded(envelope.envelopeId()));
            }
        }
        return command.toString();
    }

    private String rcptCommand(Mailbox recipient) {
        String notify = envelope.notifyValue();
        return "RCPT TO:" + recipient.path() + (notify != null && supportsExtension("DSN") ? " NOTIFY=" + notify : "");
    }

    private String reversePath() {
        return envelope.reversePath().isEmpty()
                ? "<>"
                : Mailbox.of(envelope.reversePath()).path();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        for (Mailbox recipient : recipients) {
            if (!isPipelined()) {
                sendCommand(rcptCommand(recipient));
            }
            if (isPositive(readServerResponse())) {
                accepted.add(recipient);
            } else {
                RefusedException refused = refused(List.of(recipient), "RCPT");
                if (transaction.isBroken()) {
                    throw refused;
                }
            }
        }
        if (accepted.isEmpty()) {
            throw new RefusedException();
        }
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        transaction.messageEnded();
        super.finishData();
    }

    /** A success where the host was to ask for the message is none. */
    private Transaction refusedData(int code) {
        return isPositive(code) && !transaction.isMessageEnded()
                ? transaction.broken("it answered DATA with " + code)
                : transaction.ended(accepted, reply("DATA"));
    }

    /** Notes a refusal; one that ends the session leaves recipients without a reply, too. */
    private RefusedException refused(List<Mailbox> some, String command) {
        transaction.ended(some, reply(command));
        if (getLastReturnCode() < 0) {
            transaction.broken("the connection was closed");
        } else if (getLastReturnCode() == SERVICE_UNAVAILABLE) {
            transaction.broken("it ended the session");
        }
        return new RefusedException();
    }

    private Reply reply(String command) {
        return Reply.of(command.toUpperCase(Locale.ROOT), getLastReturnCode(), getLastServerResponse());
    }

    private static boolean isPositive(int code) {
        return code >= 200 && code <= 299;
    }

    private static String cause(MessagingException e) {
        Exception next = e.getNextException();
        String text = (next == null ? e : next).getMessage();
        return text == null ? e.toString() : text;
    }

    /** The text of an envelope parameter (RFC 3461 section 4). */
    private static String encoded(String text) {
        StringBuilder xtext = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
            if (octet <= ' ' || octet == '+' || octet == '=') {
                xtext.append('+').append(String.format("%02X", octet));
            } else {
                xtext.append((char) octet);
            }
        }
        return xtext.toString();
    }
}
