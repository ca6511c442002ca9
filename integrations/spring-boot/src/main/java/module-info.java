/** MTA-STS (RFC 8461) for Spring Boot 3.5 and 4: auto-configuration, health and an actuator endpoint. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.spring.boot {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.cache;
    requires transitive io.github.mtasts.core;
    requires transitive io.github.mtasts.jakarta.mail;
    requires transitive io.github.mtasts.tlsrpt;
    requires jakarta.mail;
    requires java.sql;
    requires org.slf4j;
    requires spring.beans;
    requires spring.boot;
    requires spring.boot.autoconfigure;
    requires spring.context;
    requires spring.core;
    // Only for the compiler: annotations on the health classes.
    requires static com.fasterxml.jackson.annotation;
    // Where the application has them.
    requires static io.github.mtasts.micrometer;
    requires static micrometer.core;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.data.redis;
    requires static spring.boot.health;
    requires static spring.context.support;

    exports io.github.mtasts.spring.boot;

    // Spring makes the beans and calls the operations of the endpoint by reflection.
    opens io.github.mtasts.spring.boot;
    opens io.github.mtasts.spring.boot.internal;
}
