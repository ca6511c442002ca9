package io.github.mtasts.spring.boot.internal;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows the state of the library in the health endpoint of Spring Boot 3. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
class Boot3Health {
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
