package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.tlsrpt.TlsReporting;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what the health indicators of both generations show. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
    @Bean
    LibraryHealth mtaStsLibraryHealth(
            Stores stores,
            DurablePolicyCache cache,
            RefreshAlerts alerts,
            ObjectProvider<TlsReporting> reporting,
            ObjectProvider<ReportingState> reportingState) {
        return new LibraryHealth(stores, cache, alerts, reporting.getIfAvailable(), reportingState.getIfAvailable());
    }
}
