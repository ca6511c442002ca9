package io.github.mtasts.james;

import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.PostgresPolicyStore;
import io.github.mtasts.cache.store.RedisPolicyStore;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.sqlite.SqliteFile;
import io.github.mtasts.tlsrpt.store.PostgresReportStore;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the stores that the settings name. Closed after the parts that use them, which close their own store. For one thread. */
final class Stores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private final Settings.Store settings;
    private final ServerFiles files;
    private final Clock clock;
    private @Nullable SqliteFile sqlite;

    Stores(Settings.Store settings, ServerFiles files, Clock clock) {
        this.settings = settings;
        this.files = files;
        this.clock = clock;
    }

    PolicyStore policies() throws OptionException {
        return switch (settings.type()) {
            case SQLITE -> SqlitePolicyStore.in(sqlite()).open();
            case POSTGRESQL ->
                made("store.url", () -> {
                    PostgresPolicyStore.Builder builder = PostgresPolicyStore.builder(
                                    settings.url().orElseThrow())
                            .clock(clock);
                    settings.user()
                            .ifPresent(user -> builder.credentials(
                                    user, settings.password().orElse("")));
                    return builder.open();
                });
            case REDIS ->
                made(
                        "store.url",
                        () -> RedisPolicyStore.builder()
                                .uri(uri(settings.url().orElseThrow()))
                                .clock(clock)
                                .open());
            case MEMORY -> {
                LOG.warn(
                        "Policies are kept in memory only: set store in mta-sts.properties to keep them over a restart");
                yield MemoryPolicyStore.create(MemoryPolicyStore.DEFAULT_BUDGET_OCTETS, clock);
            }
        };
    }

    ReportStore reports(Settings.Reporting reporting) throws OptionException {
        if (reporting.file().isPresent()) {
            String file = reporting.file().get();
            return made(
                    "reporting.file",
                    () -> SqliteReportStore.builder(path(file)).clock(clock).open());
        }
        return switch (settings.type()) {
            case SQLITE -> SqliteReportStore.in(sqlite()).open();
            case POSTGRESQL ->
                made("store.url", () -> {
                    PostgresReportStore.Builder builder = PostgresReportStore.builder(
                                    settings.url().orElseThrow())
                            .clock(clock);
                    settings.user()
                            .ifPresent(user -> builder.credentials(
                                    user, settings.password().orElse("")));
                    return builder.open();
                });
            case REDIS, MEMORY ->
                throw new OptionException("mta-sts.properties: reporting.enabled is true, and the store " + settings
                        + " cannot keep counts: set reporting.file, such as file://var/mta-sts-reports.db.");
        };
    }

    private SqliteFile sqlite() throws OptionException {
        if (sqlite == null) {
            sqlite = made(
                    "store.file",
                    () -> SqliteFile.builder(path(settings.file())).clock(clock).open());
        }
        return sqlite;
    }

    private Path path(String name) {
        return files.path(name);
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

    private static <T> T made(String key, Supplier<T> maker) throws OptionException {
        try {
            return maker.get();
        } catch (StoreException | IllegalArgumentException e) {
            throw new OptionException("mta-sts.properties: " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (sqlite != null) {
            sqlite.close();
        }
    }
}
