package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.text.Printable;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports to a mail server over SMTP, for programs that are not mail servers. The server must accept mail with an
 * empty envelope sender, and should support {@code TLS-Required: No} (RFC 8689), which replaces the marker of {@link
 * ReportMail#marker()}. Every refusal counts as one by that server, not by the destination. Thread-safe.
 */
public final class SmtpReportMailer implements ReportMailer {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpReportMailer.class);

    private final String host;
    private final int port;
    private final Properties properties;
    private final @Nullable String user;
    private final @Nullable String password;

    private SmtpReportMailer(Builder builder) {
        this.host = builder.host;
        this.port = builder.port;
        this.properties = builder.properties;
        this.user = builder.user;
        this.password = builder.password;
    }

    /**
     * Creates a builder.
     *
     * @param host the mail server
     * @param port such as 587, or 25 for a server that accepts mail from this host
     * @return a builder with the default settings
     */
    public static Builder to(String host, int port) {
        return new Builder(host, port);
    }

    @Override
    public MailResult send(ReportMail mail) {
        Session session = Session.getInstance(properties);
        try {
            Transport transport = session.getTransport("smtp");
            try {
                transport.connect(host, port, user, password);
                transport.sendMessage(new Verbatim(session, mail.message()), recipients(mail));
            } finally {
                quit(transport);
            }
            return new MailResult.Accepted();
        } catch (MessagingException e) {
            return judge(e);
        }
    }

    private static Address[] recipients(ReportMail mail) throws AddressException {
        Address[] recipients = new Address[mail.recipients().size()];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = new InternetAddress(mail.recipients().get(i));
        }
        return recipients;
    }

    /** The server has answered the message before: what becomes of the connection then says nothing about it. */
    private void quit(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("QUIT to {} failed", host, e);
        }
    }

    private static MailResult judge(MessagingException cause) {
        int code = 0;
        String reply = String.valueOf(cause.getMessage());
        boolean anyAccepted = cause instanceof SendFailedException failed
                && failed.getValidSentAddresses() != null
                && failed.getValidSentAddresses().length > 0;
        for (Exception e = cause; e instanceof MessagingException each; e = each.getNextException()) {
            int returned = e instanceof SMTPAddressFailedException refused
                    ? refused.getReturnCode()
                    : e instanceof SMTPSendFailedException refused ? refused.getReturnCode() : 0;
            if (returned > code) {
                code = returned;
                reply = String.valueOf(e.getMessage());
            }
        }
        if (anyAccepted) {
            return new MailResult.Accepted(); // for some addresses of this destination
        }
        String reason = Printable.reason(reply.strip());
        return code >= 500 ? new MailResult.Refused(reason, RefusedBy.RELAY) : new MailResult.TryLater(reason);
    }

    /** A message that is sent without any change to its octets: the signature covers them. */
    private static final class Verbatim extends MimeMessage {
        private final byte[] octets;

        Verbatim(Session session, byte[] octets) throws MessagingException {
            super(session, new ByteArrayInputStream(octets));
            this.octets = octets;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignoreList) throws IOException {
            out.write(octets);
        }

        @Override
        public void saveChanges() {
            // changes nothing
        }
    }

    /** Settings of the connection to the mail server. Not thread-safe. */
    public static final class Builder {
        private static final String TIMEOUT_MILLIS = "60000";
        private static final String PROVIDER = "org.eclipse.angus.mail.smtp.SMTPTransport";

        private final String host;
        private final int port;
        private final Properties properties = new Properties();
        private @Nullable String user;
        private @Nullable String password;

        private Builder(String host, int port) {
            this.host = host;
            this.port = port;
            set("from", "<>"); // D29: no bounces
            set("sendpartial", "true");
            set("starttls.enable", "true");
            set("ssl.checkserveridentity", "true");
            set("connectiontimeout", TIMEOUT_MILLIS);
            set("timeout", TIMEOUT_MILLIS);
            set("writetimeout", TIMEOUT_MILLIS);
        }

        private void set(String name, Object value) {
            properties.put("mail.smtp." + name, value);
        }

        /**
         * Authenticates with a password. This also requires STARTTLS, so that the password is never sent in clear text.
         *
         * @param name the user
         * @param secret the password
         * @return this builder
         */
        public Builder credentials(String name, String secret) {
            this.user = name;
            this.password = secret;
            set("auth", "true");
            return requireTls();
        }

        /**
         * Requires STARTTLS with a certificate that matches the host and chains to the platform's trust anchors.
         *
         * @return this builder
         */
        public Builder requireTls() {
            set("starttls.required", "true");
            return this;
        }

        /**
         * Disables STARTTLS, for a server on the same machine whose certificate has another name. By default STARTTLS
         * is used if the server offers it, and the certificate must be valid.
         *
         * @return this builder
         */
        public Builder withoutTls() {
            set("starttls.enable", "false");
            return this;
        }

        /**
         * Sets the name in EHLO.
         *
         * @param name default the name of the local host
         * @return this builder
         */
        public Builder ehloName(String name) {
            set("localhost", name);
            return this;
        }

        /**
         * Sets the factory of the TCP sockets.
         *
         * @param factory creates unconnected sockets; default the platform's
         * @return this builder
         */
        public Builder socketFactory(SocketFactory factory) {
            set("socketFactory", factory);
            return this;
        }

        /**
         * Builds the mailer. Does not connect.
         *
         * @return the mailer
         * @throws IllegalStateException if {@code org.eclipse.angus:angus-mail} is missing at run time
         */
        public SmtpReportMailer build() {
            try {
                Class.forName(PROVIDER, false, SmtpReportMailer.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(
                        "SmtpReportMailer needs org.eclipse.angus:angus-mail at run time; the Jakarta Mail API alone"
                                + " cannot send mail",
                        e);
            }
            return new SmtpReportMailer(this);
        }
    }
}
