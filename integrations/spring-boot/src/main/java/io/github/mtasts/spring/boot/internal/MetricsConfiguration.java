package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.micrometer.CacheMetrics;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.github.mtasts.micrometer.ReportingMetrics;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Makes meters of events and states where the application has a MeterRegistry. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({MeterRegistry.class, MtaStsMetrics.class})
@ConditionalOnBean(MeterRegistry.class)
class MetricsConfiguration {
    @Bean
    @ConditionalOnMissingBean
    MtaStsMetrics mtaStsMetrics(MeterRegistry registry) {
        return new MtaStsMetrics(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    CacheMetrics mtaStsCacheMetrics(MeterRegistry registry) {
        return new CacheMetrics(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    ReportingMetrics mtaStsReportingMetrics(MeterRegistry registry) {
        return new ReportingMetrics(registry);
    }

    /** The parts are made after their listeners, so that the meters of their states begin when all beans are there. */
    @Bean
    @Lazy(false)
    SmartInitializingSingleton mtaStsMeters(
            MtaStsMetrics metrics,
            CacheMetrics cacheMetrics,
            ReportingMetrics reportingMetrics,
            MtaSts mtaSts,
            DnsResolver dns,
            DurablePolicyCache cache,
            ObjectProvider<TlsReporting> reporting) {
        return () -> {
            metrics.bind(mtaSts);
            metrics.bind(dns);
            cacheMetrics.bind(cache);
            reporting.ifAvailable(reportingMetrics::bind);
        };
    }
}
