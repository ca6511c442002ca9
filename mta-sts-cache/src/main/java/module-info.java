/** Caches and stores that remember policies for {@code mta-sts-core}. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.cache {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static java.sql;
    requires static com.zaxxer.hikari;
    requires static redis.clients.jedis;

    exports io.github.mtasts.cache;
    exports io.github.mtasts.cache.internal.sql to
            io.github.mtasts.tlsrpt;
    exports io.github.mtasts.cache.postgresql;
    exports io.github.mtasts.cache.redis;
    exports io.github.mtasts.cache.rules;
    exports io.github.mtasts.cache.sqlite;
    exports io.github.mtasts.cache.store;
}
