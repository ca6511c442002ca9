package io.github.mtasts.spring.boot;

import io.github.mtasts.spring.boot.internal.StarterConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Makes the parts of the library as beans, and protects the application's {@code JavaMailSender}, when {@code mta-sts.enabled} is
 * true. Without that property the jar changes nothing. Each bean gives way to one of the same type that the application defines.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration"
        })
@ConditionalOnProperty(prefix = "mta-sts", name = "enabled", havingValue = "true")
@EnableConfigurationProperties(MtaStsProperties.class)
@Import(StarterConfiguration.class)
public final class MtaStsAutoConfiguration {
    /** Makes the configuration; called by Spring. */
    public MtaStsAutoConfiguration() {}
}
