package io.github.mtasts.spring.boot.internal;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds the application's Redis with Spring Boot 3. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisConnectionDetails.class)
class Boot3Redis {
    @Bean
    RedisSource mtaStsRedisSource(ObjectProvider<RedisConnectionDetails> connection) {
        return () -> {
            RedisConnectionDetails details = connection.getIfUnique();
            return details == null ? null : location(details);
        };
    }

    private static RedisLocation location(RedisConnectionDetails details) {
        RedisConnectionDetails.Standalone server = details.getStandalone();
        boolean several = details.getSentinel() != null || details.getCluster() != null;
        return server == null || several
                ? RedisLocation.several()
                : new RedisLocation(
                        server.getHost(),
                        server.getPort(),
                        server.getDatabase(),
                        details.getUsername(),
                        details.getPassword(),
                        server.getSslBundle() != null);
    }
}
