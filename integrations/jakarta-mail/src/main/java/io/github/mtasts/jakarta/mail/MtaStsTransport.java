package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Transport} that sends through a {@link MailSender}: for applications that send with Jakarta Mail and are to be protected by
 * configuration alone. Use it by the properties {@code mail.transport.protocol=mta-sts} and
 * {@code mail.transport.protocol.rfc822=mta-sts}: the static {@link Transport#send} reads only the second. {@link #configure} sets
 * both.
 *
 * <p>{@link #connect()} without a host delivers to the MX hosts of each recipient; with a host, that host is a smart host, and a
 * password is given to it only over TLS with a valid certificate. Neither opens a connection: that happens when a message is sent.
 *
 * <p>The sender is the {@link MailSender} in the property {@link #SENDER}, which the application makes and closes; without one it is
 * made from the properties {@code mail.mta-sts.*}, which README.md of this module lists, and shared by all sessions with the same
 * values until {@link #closeSenders}.
 *
 * <p>A message is sent to as many recipients as possible. {@link #sendMessage} throws a {@link DeliveryException} unless all hosts
 * took it: deferred recipients are in its valid unsent addresses, for the application to send to again.
 */
public final class MtaStsTransport extends Transport {
    /** The name of the protocol: {@code mta-sts}. */
    public static final String PROTOCOL = "mta-sts";

    /** The property that holds a {@link MailSender} of the application, as an object: {@code mail.mta-sts.sender}. */
    public static final String SENDER = "mail.mta-sts.sender";

    /**
     * The property that holds an {@link io.github.mtasts.outcome.MtaStsListener} for a sender that is made from properties, as an
     * object, such as the meters of mta-sts-micrometer: {@code mail.mta-sts.listener}. Use the same one for all messages.
     */
    public static final String LISTENER = "mail.mta-sts.listener";

    private static final String BY_METHOD = "mail.transport.protocol";
    private static final String BY_ADDRESS = "mail.transport.protocol.rfc822";

    private final TransportProperties properties;
    private @Nullable MailSender sender;
    private @Nullable SmartHost smartHost;

    /**
     * Makes a transport; called by Jakarta Mail.
     *
     * @param session the session, with the properties
     * @param url the URL of a smart host; null or without a host for MX hosts
     */
    public MtaStsTransport(Session session, @Nullable URLName url) {
        super(session, url == null ? new URLName(PROTOCOL, null, -1, null, null, null) : url);
        this.properties = new TransportProperties(session);
        if (PROTOCOL.equals(session.getProperty(BY_METHOD)) && session.getProperty(BY_ADDRESS) == null) {
            session.setProtocolForAddress("rfc822", PROTOCOL); // so that Transport.send is protected, too
        }
    }

    /**
     * Makes sessions with these properties send through a sender of the application, also with the static {@link Transport#send}.
     *
     * @param properties of a session that is made afterwards
     * @param sender stays the application's to close
     */
    public static void configure(Properties properties, MailSender sender) {
        properties.setProperty(BY_METHOD, PROTOCOL);
        properties.setProperty(BY_ADDRESS, PROTOCOL);
        properties.put(SENDER, sender);
    }

    /**
     * Closes the senders that were made from properties, with their policies and threads: at the end of an application whose process
     * goes on. A later message makes new ones.
     */
    public static void closeSenders() {
        SharedSenders.closeAll();
    }

    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        if (properties.demandsLogin() && (user == null || password == null)) {
            return false; // Jakarta Mail asks the session's Authenticator
        }
        smartHost = host == null || host.isEmpty() ? null : properties.smartHost(host, port, user, password);
        sender = properties.sender();
        return true;
    }

    /**
     * Sends a message to each of the addresses.
     *
     * @param message a {@link MimeMessage}; an {@code SMTPMessage} of Angus sets its reverse path and DSN options
     * @param addresses the recipients; the header is not read for them
     * @throws DeliveryException when it was not sent to all: each recipient with its status
     * @throws MessagingException when the message cannot be sent as it is, or the properties are wrong
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        if (!isConnected() || sender == null) {
            throw new IllegalStateException("not connected");
        }
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("only a MimeMessage can be sent by SMTP");
        }
        Map<String, InternetAddress> recipients = recipients(addresses);
        SendResult result = sender.send(properties.envelope(mime, recipients.keySet(), smartHost), mime);
        Dispositions dispositions = new Dispositions(result, recipients);
        notifyTransportListeners(
                dispositions.isComplete()
                        ? TransportEvent.MESSAGE_DELIVERED
                        : dispositions.isNone()
                                ? TransportEvent.MESSAGE_NOT_DELIVERED
                                : TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                dispositions.validSent(),
                dispositions.validUnsent(),
                dispositions.invalid(),
                message);
        if (!dispositions.isComplete()) {
            throw new DeliveryException(result, dispositions);
        }
    }

    private static Map<String, InternetAddress> recipients(Address @Nullable [] addresses) throws MessagingException {
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        Map<String, InternetAddress> recipients = new LinkedHashMap<>();
        for (Address address : addresses) {
            if (!(address instanceof InternetAddress internet)) {
                throw new MessagingException(address + " is not an InternetAddress");
            }
            InternetAddress[] members = internet.isGroup() ? internet.getGroup(true) : new InternetAddress[] {internet};
            for (InternetAddress each : members == null ? new InternetAddress[0] : members) {
                recipients.putIfAbsent(String.valueOf(each.getAddress()), each);
            }
        }
        return recipients;
    }
}
