package com.example;

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

    private Application() {}
}
