package io.github.mtasts.james.server.inside;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;

/**
 * A mail as the tests submit it: properties for its envelope, its attributes ({@code string.<name>}, {@code int.<name>},
 * {@code flag.<name>}) and its DSN parameters ({@code dsn.envid}, {@code dsn.ret}, {@code dsn.notify.<recipient>}, {@code
 * dsn.original.<recipient>} beside it), a NUL, the
 * message.
 */
final class Submission {
    private Submission() {}

    static Mail read(byte[] body) throws IOException, MessagingException {
        int end = 0;
        while (body[end] != 0) {
            end++;
        }
        Properties known = new Properties();
        known.load(new ByteArrayInputStream(body, 0, end));
        known.putIfAbsent("name", MailImpl.getId());
        known.putIfAbsent("state", Mail.DEFAULT);
        MailImpl mail = StoredMail.mail(known);
        attributes(mail, known);
        dsn(known).build().ifPresent(mail::setDsnParameters);
        mail.setMessage(new MimeMessage(null, new ByteArrayInputStream(body, end + 1, body.length - end - 1)));
        return mail;
    }

    private static void attributes(Mail mail, Properties known) {
        for (String key : known.stringPropertyNames()) {
            int dot = key.indexOf('.');
            String value = known.getProperty(key);
            AttributeValue<?> typed = switch (dot < 0 ? "" : key.substring(0, dot)) {
                case "string" -> AttributeValue.of(value);
                case "int" -> AttributeValue.of(Integer.parseInt(value));
                case "flag" -> AttributeValue.of(Boolean.parseBoolean(value));
                default -> null;
            };
            if (typed != null) {
                mail.setAttribute(new Attribute(AttributeName.of(key.substring(dot + 1)), typed));
            }
        }
    }

    private static DsnParameters.Builder dsn(Properties known) throws MessagingException {
        DsnParameters.Builder dsn = DsnParameters.builder();
        String notify = "dsn.notify.";
        for (String key : known.stringPropertyNames()) {
            String value = known.getProperty(key);
            if (key.equals("dsn.envid")) {
                dsn.envId(DsnParameters.EnvId.of(value));
            } else if (key.equals("dsn.ret")) {
                dsn.ret(DsnParameters.Ret.valueOf(value));
            } else if (key.startsWith(notify)) {
                String recipient = key.substring(notify.length());
                String original = known.getProperty("dsn.original." + recipient);
                dsn.addRcptParameter(
                        new MailAddress(recipient),
                        original == null
                                ? DsnParameters.RecipientDsnParameters.of(DsnParameters.Notify.parse(value))
                                : DsnParameters.RecipientDsnParameters.of(
                                        DsnParameters.Notify.parse(value), new MailAddress(original)));
            }
        }
        return dsn;
    }
}
