package com.example;

import io.github.mtasts.jakarta.mail.MtaStsTransport;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.Session;
import java.util.Properties;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

final class Application {
    static void send(Properties properties, String to, String text) {
        MailerBuilder.usingSession(Session.getInstance(properties))
                .buildMailer()
                .sendMail(EmailBuilder.startingBlank().from("app@sender.example").to(to).withPlainText(text).buildEmail())
                .join();
    }

    /** Counts what the sender of these properties does. */
    static void measure(Properties properties, MeterRegistry registry) {
        properties.put(MtaStsTransport.LISTENER, new MtaStsMetrics(registry));
    }

    private Application() {}
}
