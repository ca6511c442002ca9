package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.jakarta.mail.MtaStsTransport;
import io.github.mtasts.spring.boot.MtaStsProperties;
import java.util.Locale;
import java.util.Properties;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Makes each JavaMailSender bean of the application send with the protocol {@code mta-sts}. One that has a host keeps it as its smart
 * host. What it demanded of TLS before, it demands still.
 */
final class JavaMailProtection implements BeanPostProcessor, PriorityOrdered {
    private static final String TRUE = "true";

    private final ConfigurableListableBeanFactory beans;

    JavaMailProtection(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Before proxies are put around the bean. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof JavaMailSender && !settings().mail().unprotected().contains(name)) {
            if (!(bean instanceof JavaMailSenderImpl sender)) {
                throw new SettingException(
                        "The bean " + name + " of " + bean.getClass().getName()
                                + " is a JavaMailSender that MTA-STS cannot protect, because it is no"
                                + " JavaMailSenderImpl.",
                        "Make " + name + " a JavaMailSenderImpl, or add its name to mta-sts.mail.unprotected.");
            }
            protect(sender, name);
        }
        return bean;
    }

    private MtaStsProperties settings() {
        return beans.getBean(MtaStsProperties.class);
    }

    private void protect(JavaMailSenderImpl bean, String name) {
        MailSender sender = beans.getBean(MailSender.class);
        Properties properties =
                bean.getSession().getProperties(); // those of the bean, or of the session that it was given
        String protocol =
                bean.getProtocol() == null ? "smtp" : bean.getProtocol().toLowerCase(Locale.ROOT);
        boolean implicitTls = protocol.equals("smtps") || is(properties, "mail.smtp.ssl.enable");
        if (implicitTls) {
            properties.putIfAbsent("mail.mta-sts.ssl.enable", TRUE);
        }
        if (implicitTls || is(properties, "mail.smtp.starttls.required")) {
            properties.putIfAbsent("mail.mta-sts.tls.required", TRUE);
        }
        MtaStsTransport.configure(properties, sender);
        bean.setProtocol(MtaStsTransport.PROTOCOL);
        for (String each : beans.getBeanNamesForType(MailSender.class)) {
            beans.registerDependentBean(each, name);
        }
    }

    private static boolean is(Properties properties, String name) {
        return Boolean.parseBoolean(String.valueOf(properties.get(name)));
    }
}
