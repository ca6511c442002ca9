/** Policy caches and stores, proactive refresh, and operator rules for {@code mta-sts-core}. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.cache {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires transitive io.github.mtasts.sql;
    requires transitive java.sql;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static redis.clients.jedis;

    exports io.github.mtasts.cache;
    exports io.github.mtasts.cache.rules;
    exports io.github.mtasts.cache.store;
}
