package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.PostgresPolicyStore;
import io.github.mtasts.cache.store.RedisPolicyStore;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.spring.boot.MtaStsProperties;
import io.github.mtasts.spring.boot.MtaStsProperties.StoreType;
import io.github.mtasts.sqlite.SqliteFile;
import io.github.mtasts.tlsrpt.store.PostgresReportStore;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the stores that the properties name. Is closed after the parts that use them, which close their own store. */
final class Stores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);
    private static final String FILE_ACTION =
            "Set %s to a file that this process alone may open and write, and add org.xerial:sqlite-jdbc.";
    private static final String REDIS_ACTION =
            "Set spring.data.redis.host with spring-boot-starter-data-redis, or mta-sts.store.redis-url, and add"
                    + " redis.clients:jedis with version 8.0.2, because those that Spring Boot manages are too old.";

    private final MtaStsProperties.Store settings;
    private final @Nullable String reportFile;
    private final DataSources dataSources;
    private final RedisSource redis;
    private final Clock clock;
    /** Guarded by this. */
    private @Nullable SqliteFile sqlite;

    Stores(MtaStsProperties properties, DataSources dataSources, RedisSource redis, Clock clock) {
        this.settings = properties.store();
        this.reportFile = properties.reporting().file();
        this.dataSources = dataSources;
        this.redis = redis;
        this.clock = clock;
    }

    StoreType type() {
        return settings.effectiveType();
    }

    PolicyStore policies() {
        return switch (type()) {
            case MEMORY -> {
                LOG.warn("Policies are kept in memory only: set mta-sts.store to keep them over a restart");
                yield MemoryPolicyStore.create(MemoryPolicyStore.DEFAULT_BUDGET_OCTETS, clock);
            }
            case SQLITE -> SqlitePolicyStore.in(sqlite()).open();
            case DATA_SOURCE ->
                PostgresPolicyStore.over(dataSources.postgres(settings.dataSource()))
                        .open();
            case REDIS -> redisStore();
        };
    }

    ReportStore reports() {
        String property = "mta-sts.reporting.file";
        String file = reportFile;
        if (file != null) {
            return Settings.made(
                    property,
                    file,
                    FILE_ACTION.formatted(property),
                    () -> SqliteReportStore.builder(Path.of(file)).clock(clock).open());
        }
        return switch (type()) {
            case SQLITE -> SqliteReportStore.in(sqlite()).open();
            case DATA_SOURCE ->
                PostgresReportStore.over(dataSources.postgres(settings.dataSource()))
                        .open();
            case MEMORY, REDIS ->
                throw new SettingException(
                        "mta-sts.reporting.enabled is true, and nothing says where the counts of reports are kept.",
                        "Set mta-sts.reporting.file to an SQLite file, such as /var/lib/app/reports.db.");
        };
    }

    private PolicyStore redisStore() {
        String url = settings.redisUrl();
        if (url != null) {
            return Settings.made(
                    "mta-sts.store.redis-url",
                    "set",
                    REDIS_ACTION,
                    () -> RedisPolicyStore.builder().uri(uri(url)).open());
        }
        RedisLocation location = redis.find();
        if (location == null) {
            throw new SettingException(
                    "mta-sts.store.type is redis, and the application has no Redis connection.", REDIS_ACTION);
        }
        return Settings.made(
                "mta-sts.store.type",
                "redis",
                REDIS_ACTION,
                () -> RedisPolicyStore.builder().uri(location.uri()).open());
    }

    /** Says why a text is no URL without quoting it: it may have a password. */
    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "it is no URL: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private synchronized SqliteFile sqlite() {
        if (sqlite == null) {
            String property = "mta-sts.store.file";
            String file =
                    Settings.required(settings.file(), property, "an SQLite file, such as /var/lib/app/policies.db");
            sqlite = Settings.made(
                    property,
                    file,
                    FILE_ACTION.formatted(property),
                    () -> SqliteFile.builder(Path.of(file)).clock(clock).open());
        }
        return sqlite;
    }

    @Override
    public synchronized void close() {
        if (sqlite != null) {
            sqlite.close();
        }
    }
}
