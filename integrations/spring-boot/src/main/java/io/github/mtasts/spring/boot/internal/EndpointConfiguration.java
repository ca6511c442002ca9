package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.tlsrpt.TlsReporting;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the actuator endpoint where it is exposed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
class EndpointConfiguration {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = MtaStsEndpoint.class)
    MtaStsEndpoint mtaStsEndpoint(
            DurablePolicyCache cache, MtaSts mtaSts, ObjectProvider<TlsReporting> reporting, TimeSource time) {
        return new MtaStsEndpoint(cache, mtaSts, reporting.getIfAvailable(), time.clock());
    }
}
