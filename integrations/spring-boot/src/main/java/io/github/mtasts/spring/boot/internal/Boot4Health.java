package io.github.mtasts.spring.boot.internal;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows the state of the library in the health endpoint of Spring Boot 4. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
class Boot4Health {
    @Bean
    @ConditionalOnEnabledHealthIndicator("mta-sts")
    @ConditionalOnMissingBean(name = "mtaStsHealthIndicator")
    HealthIndicator mtaStsHealthIndicator(LibraryHealth library) {
        return () -> {
            HealthReport report = library.check();
            return Health.status(report.status()).withDetails(report.details()).build();
        };
    }
}
