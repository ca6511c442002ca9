package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.SmartHost;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a session, as a {@link MtaStsTransport} reads them. A wrong value is a {@link MessagingException} that names the
 * property and says what to set.
 */
final class TransportProperties {
    private static final String PREFIX = "mail.mta-sts.";
    private static final int PORT_UNKNOWN = -1;

    private final Session session;

    TransportProperties(Session session) {
        this.session = session;
    }

    /** The sender of the application, or the one that is shared by all sessions with the same properties. */
    MailSender sender() throws MessagingException {
        Object own = session.getProperties().get(MtaStsTransport.SENDER);
        if (own instanceof MailSender mailSender) {
            return mailSender;
        }
        if (own != null) {
            throw new MessagingException(MtaStsTransport.SENDER + " holds a "
                    + own.getClass().getName() + ": put a MailSender there, as an object");
        }
        return SharedSenders.get(SenderSettings.of(session));
    }

    boolean demandsLogin() {
        return is("auth");
    }

    /** A smart host; a user without a password is Jakarta Mail's guess from the system. */
    SmartHost smartHost(String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        try {
            SmartHost smartHost = SmartHost.of(host);
            smartHost = is("ssl.enable") ? smartHost.implicitTls() : smartHost;
            int number = port == PORT_UNKNOWN ? port() : port;
            smartHost = number == PORT_UNKNOWN ? smartHost : smartHost.port(number);
            return user == null || password == null ? smartHost : smartHost.login(user, password);
        } catch (IllegalArgumentException e) {
            throw new MessagingException("the smart host " + host + " cannot be used: " + e.getMessage(), e);
        }
    }

    private int port() {
        String port = value("port");
        if (port == null) {
            return PORT_UNKNOWN;
        }
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(PREFIX + "port is " + port + ": expected a number");
        }
        return Integer.parseInt(port);
    }

    Envelope envelope(MimeMessage message, Collection<String> recipients, @Nullable SmartHost smartHost)
            throws MessagingException {
        try {
            Envelope.Builder envelope = Envelope.from(reversePath(message)).to(recipients);
            Set<Envelope.Notify> notify = notify(message);
            if (!notify.isEmpty()) {
                envelope.notify(notify);
            }
            Envelope.Return returned = returned(message);
            if (returned != null) {
                envelope.returned(returned);
            }
            if (is("lasttry")) {
                envelope.lastTry();
            }
            if (is("tls.required")) {
                envelope.requireValidatedTls();
            }
            if (requiresTls(message)) {
                envelope.requireTls();
            }
            return (smartHost == null ? envelope : envelope.smartHost(smartHost)).build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /** REQUIRETLS of RFC 8689, as Angus' transport has a parameter of MAIL, or by a property of our own. */
    private boolean requiresTls(MimeMessage message) {
        String extension = message instanceof SMTPMessage smtp ? smtp.getMailExtension() : null;
        extension = extension == null ? value("mailextension") : extension;
        return is("requiretls")
                || (extension != null
                        && List.of(extension.toUpperCase(Locale.ROOT).split(" "))
                                .contains("REQUIRETLS"));
    }

    /** The order is that of Angus' transport. */
    private String reversePath(MimeMessage message) throws MessagingException {
        String from = message instanceof SMTPMessage smtp ? smtp.getEnvelopeFrom() : null;
        from = from == null || from.isEmpty() ? value("from") : from;
        if (from == null || from.isEmpty()) {
            Address[] authors = message.getFrom();
            Address author =
                    authors != null && authors.length > 0 ? authors[0] : InternetAddress.getLocalAddress(session);
            from = author instanceof InternetAddress internet ? internet.getAddress() : null;
        }
        if (from == null) {
            throw new MessagingException("the message has no sender: set its From field, or " + PREFIX
                    + "from, where <> is the null sender");
        }
        return from.startsWith("<") && from.endsWith(">") ? from.substring(1, from.length() - 1) : from;
    }

    private Set<Envelope.Notify> notify(MimeMessage message) {
        Set<Envelope.Notify> events = EnumSet.noneOf(Envelope.Notify.class);
        int flags = message instanceof SMTPMessage smtp ? smtp.getNotifyOptions() : 0;
        if (flags == SMTPMessage.NOTIFY_NEVER) {
            return EnumSet.of(Envelope.Notify.NEVER);
        }
        if (flags != 0) {
            addIf(events, (flags & SMTPMessage.NOTIFY_SUCCESS) != 0, Envelope.Notify.SUCCESS);
            addIf(events, (flags & SMTPMessage.NOTIFY_FAILURE) != 0, Envelope.Notify.FAILURE);
            addIf(events, (flags & SMTPMessage.NOTIFY_DELAY) != 0, Envelope.Notify.DELAY);
            return events;
        }
        String value = value("dsn.notify");
        if (value != null) {
            for (String event : value.split(",", -1)) {
                events.add(constant(Envelope.Notify.class, "dsn.notify", event));
            }
        }
        return events;
    }

    private static void addIf(Set<Envelope.Notify> events, boolean present, Envelope.Notify event) {
        if (present) {
            events.add(event);
        }
    }

    private Envelope.@Nullable Return returned(MimeMessage message) {
        int option = message instanceof SMTPMessage smtp ? smtp.getReturnOption() : 0;
        if (option == SMTPMessage.RETURN_FULL) {
            return Envelope.Return.FULL;
        }
        if (option == SMTPMessage.RETURN_HDRS) {
            return Envelope.Return.HDRS;
        }
        String value = value("dsn.ret");
        return value == null ? null : constant(Envelope.Return.class, "dsn.ret", value);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String value) {
        try {
            return Enum.valueOf(type, value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + name + " is " + value + ": expected " + EnumSet.allOf(type), e);
        }
    }

    private boolean is(String name) {
        return Boolean.parseBoolean(session.getProperty(PREFIX + name));
    }

    /** The value of the property, or of the one that Angus' transport reads. */
    private @Nullable String value(String name) {
        String own = session.getProperty(PREFIX + name);
        return own == null ? session.getProperty("mail.smtp." + name) : own;
    }
}
