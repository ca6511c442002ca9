/**
 * JDBC access for {@code mta-sts-cache} and {@code mta-sts-tlsrpt}. Only {@link io.github.mtasts.sqlite} is an API; the rest is
 * exported to those two modules only.
 */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.sql {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires org.slf4j;
    requires transitive java.sql;
    requires static com.zaxxer.hikari;

    exports io.github.mtasts.sql to
            io.github.mtasts.cache,
            io.github.mtasts.tlsrpt;
    exports io.github.mtasts.sqlite;
}
