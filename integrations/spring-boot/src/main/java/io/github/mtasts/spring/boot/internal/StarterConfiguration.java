package io.github.mtasts.spring.boot.internal;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All configurations of the starter; each names the conditions under which it applies. */
@Configuration(proxyBeanMethods = false)
@Import({
    Boot3Redis.class,
    Boot4Redis.class,
    MetricsConfiguration.class,
    LibraryConfiguration.class,
    MailConfiguration.class,
    ReportingConfiguration.class,
    HealthConfiguration.class,
    Boot3Health.class,
    Boot4Health.class,
    EndpointConfiguration.class
})
public class StarterConfiguration {}
