package com.example;

import io.github.mtasts.jakarta.mail.MtaStsTransport;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

final class Application {
    static void send(Properties properties, String to, String text) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setJavaMailProperties(properties);
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("app@sender.example");
        message.setTo(to);
        message.setText(text);
        sender.send(message);
    }

    /** Counts what the sender of these properties does. */
    static void measure(Properties properties, MeterRegistry registry) {
        properties.put(MtaStsTransport.LISTENER, new MtaStsMetrics(registry));
    }

    private Application() {}
}
