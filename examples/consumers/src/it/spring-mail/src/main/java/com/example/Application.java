package com.example;

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

    private Application() {}
}
