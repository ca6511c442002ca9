package io.github.mtasts.tool.postfix;

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
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the stores that the settings name. Closed after the parts that use them, which close their own. For one thread. */
final class Stores implements AutoCloseable {
    private final Settings.Store settings;
    private final Clock clock;
    private @Nullable SqliteFile shared;

    Stores(Settings.Store settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    PolicyStore policies() throws ConfigException {
        return switch (settings.type()) {
            case SQLITE -> SqlitePolicyStore.in(sqlite()).open();
            case POSTGRESQL -> opened("store.url", this::postgresPolicies);
            case REDIS ->
                opened(
                        "store.url",
                        () -> RedisPolicyStore.builder()
                                .uri(uri(url()))
                                .clock(clock)
                                .open());
            case MEMORY -> MemoryPolicyStore.create(MemoryPolicyStore.DEFAULT_BUDGET_OCTETS, clock);
        };
    }

    private PolicyStore postgresPolicies() {
        PostgresPolicyStore.Builder builder = PostgresPolicyStore.builder(url()).clock(clock);
        settings.user()
                .ifPresent(user -> builder.credentials(user, settings.password().orElse("")));
        return builder.open();
    }

    ReportStore reports(Settings.Reporting reporting) throws ConfigException {
        if (reporting.file().isPresent()) {
            Path file = reporting.file().get();
            return opened(
                    "reporting.file",
                    () -> SqliteReportStore.builder(file).clock(clock).open());
        }
        return switch (settings.type()) {
            case SQLITE -> SqliteReportStore.in(sqlite()).open();
            case POSTGRESQL -> opened("store.url", this::postgresReports);
            case REDIS, MEMORY ->
                throw new ConfigException(List.of("reporting.enabled is true, and the store " + settings
                        + " keeps no counts: set reporting.file, such as /var/lib/mta-sts/reports.db"));
        };
    }

    private ReportStore postgresReports() {
        PostgresReportStore.Builder builder = PostgresReportStore.builder(url()).clock(clock);
        settings.user()
                .ifPresent(user -> builder.credentials(user, settings.password().orElse("")));
        return builder.open();
    }

    private String url() {
        return settings.url().orElseThrow();
    }

    private SqliteFile sqlite() throws ConfigException {
        if (shared == null) {
            shared = opened(
                    "store.file",
                    () -> SqliteFile.builder(settings.file()).clock(clock).open());
        }
        return shared;
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

    private static <T> T opened(String key, Supplier<T> opening) throws ConfigException {
        try {
            return opening.get();
        } catch (StoreException | IllegalArgumentException e) {
            throw new ConfigException(key + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
