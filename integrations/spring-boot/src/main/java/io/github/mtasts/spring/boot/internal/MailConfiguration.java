package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.jakarta.mail.MailSenderBuilder;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.spring.boot.MtaStsProperties;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Makes the mail sender, and protects the application's JavaMailSender beans, or makes one when there is none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mta-sts.mail.enabled", matchIfMissing = true)
class MailConfiguration {
    @Bean
    @ConditionalOnMissingBean
    MailSender mtaStsMailSender(
            MtaSts mtaSts,
            MxLookup mxLookup,
            MtaStsProperties properties,
            Environment environment,
            ObjectProvider<MtaStsCustomizer> customizers) {
        String property = "mta-sts.ehlo-name";
        String name = Settings.required(
                ehloName(properties, environment),
                property,
                "the domain name of this server, such as mail.example.com");
        MailSenderBuilder builder = Settings.made(
                property,
                name,
                "Set " + property + " to the domain name of this server, such as mail.example.com.",
                () -> MailSender.builder(mtaSts, mxLookup, name));
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    private static @Nullable String ehloName(MtaStsProperties properties, Environment environment) {
        return properties.ehloName() != null
                ? properties.ehloName()
                : environment.getProperty("spring.mail.properties.mail.smtp.localhost");
    }

    /** What needs Spring's support for Jakarta Mail. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JavaMailSenderImpl.class)
    static class JavaMail {
        @Bean
        static JavaMailProtection mtaStsJavaMailProtection(ConfigurableListableBeanFactory beans) {
            return new JavaMailProtection(beans);
        }

        /** Delivers to the MX hosts of each recipient; {@link JavaMailProtection} sets its protocol. */
        @Bean
        @ConditionalOnMissingBean(JavaMailSender.class)
        JavaMailSenderImpl mtaStsJavaMailSender() {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
            return sender;
        }
    }
}
