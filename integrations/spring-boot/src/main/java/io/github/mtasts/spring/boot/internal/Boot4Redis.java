package io.github.mtasts.spring.boot.internal;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds the application's Redis with Spring Boot 4. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DataRedisConnectionDetails.class)
class Boot4Redis {
    @Bean
    RedisSource mtaStsRedisSource(ObjectProvider<DataRedisConnectionDetails> connection) {
        return () -> {
            DataRedisConnectionDetails details = connection.getIfUnique();
            return details == null ? null : location(details);
        };
    }

    private static RedisLocation location(DataRedisConnectionDetails details) {
        DataRedisConnectionDetails.Standalone server = details.getStandalone();
        boolean several =
                details.getSentinel() != null || details.getCluster() != null || details.getMasterReplica() != null;
        return server == null || several
                ? RedisLocation.several()
                : new RedisLocation(
                        server.getHost(),
                        server.getPort(),
                        server.getDatabase(),
                        details.getUsername(),
                        details.getPassword(),
                        details.getSslBundle() != null);
    }
}
