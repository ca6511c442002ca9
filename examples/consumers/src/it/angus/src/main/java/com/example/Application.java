package com.example;

import io.github.mtasts.jakarta.mail.MtaStsTransport;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

final class Application {
    static void send(Properties properties, String to, String text) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("app@sender.example");
        message.setRecipients(RecipientType.TO, to);
        message.setText(text);
        Transport.send(message);
    }

    /** Counts what the sender of these properties does. */
    static void measure(Properties properties, MeterRegistry registry) {
        properties.put(MtaStsTransport.LISTENER, new MtaStsMetrics(registry));
    }

    private Application() {}
}
