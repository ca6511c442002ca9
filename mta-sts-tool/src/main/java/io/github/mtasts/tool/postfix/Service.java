package io.github.mtasts.tool.postfix;

import io.github.mtasts.cache.CacheStatistics;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.micrometer.CacheMetrics;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.github.mtasts.micrometer.ReportingMetrics;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.server.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: its parts, made from the settings and closed in the reverse order. Thread-safe. */
final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Settings settings;
    private final Surroundings surroundings;
    private final Closing parts;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MtaStsMetrics libraryMetrics = new MtaStsMetrics(registry);
    private final RequestMetrics requestMetrics = new RequestMetrics(registry);
    private final DurablePolicyCache cache;
    private final Policies policies;
    private final SocketmapServer server;
    private final ReportingState reportingState = new ReportingState();
    private final @Nullable TlsReporting reporting;
    private final @Nullable HttpServer http;
    private final Commands commands;

    private Service(
            Settings settings, Surroundings surroundings, SocketmapHandler.Limits limits, Reload reload, Closing parts)
            throws ConfigException, IOException {
        this.settings = settings;
        this.surroundings = surroundings;
        this.parts = parts;
        Stores stores = parts.add(new Stores(settings.store(), surroundings.clock()));
        this.cache = parts.add(cache(stores));
        this.policies = parts.add(new Policies(Library.open(settings, surroundings, cache, libraryMetrics)));
        registry.more()
                .counter(
                        "mta.sts.own.failures",
                        List.of(),
                        policies,
                        each -> each.library().mtaSts().ownFailures());
        this.reporting = settings.reporting().isPresent()
                ? reporting(settings.reporting().get(), stores)
                : null;
        if (settings.refresh().enabled()) {
            parts.add(refresh(settings.refresh()));
        }
        Maps maps = new Maps(policies, settings.saysMay(), requestMetrics);
        this.server = parts.add(new SocketmapServer(maps::answer, limits, requestMetrics));
        for (Settings.Listen place : settings.listen()) {
            server.listen(place);
        }
        // After the sockets of the maps: who is told that the service is healthy may ask it.
        this.http = settings.http().isPresent()
                ? parts.add(new StatusPages(registry::scrape, this::faults)
                        .open(settings.http().get()))
                : null;
        this.commands = new Commands(policies, cache, this::faults, settings.saysMay(), reload);
        if (settings.control().isPresent()) {
            parts.add(ControlSocket.open(settings.control().get(), commands));
        }
        if (reporting != null) {
            parts.add(TlsRptSocket.open(
                    settings.reporting().orElseThrow().socket(),
                    surroundings.clock(),
                    requestMetrics,
                    reporting::count));
        }
    }

    /** Reads the configuration anew for {@link Service#reload}. */
    @FunctionalInterface
    interface Reload {
        /**
         * Reloads.
         *
         * @return sentences about what was changed
         * @throws ConfigException when the configuration cannot be used; nothing was changed
         * @throws IOException when it cannot be read; nothing was changed
         */
        List<String> run() throws ConfigException, IOException;
    }

    /**
     * Starts the service. Nothing stays open when it cannot start.
     *
     * @param reload what the command {@code reload} does
     * @throws ConfigException when a setting cannot be used
     * @throws IOException when a socket cannot be made; the message says what to do
     */
    static Service start(Settings settings, Surroundings surroundings, SocketmapHandler.Limits limits, Reload reload)
            throws ConfigException, IOException {
        Closing parts = new Closing();
        try {
            Service service = new Service(settings, surroundings, limits, reload, parts);
            LOG.info(
                    "Answers at {}; policies are kept in {}; TLS reports are {}",
                    settings.listen().stream().map(Settings.Listen::text).collect(Collectors.joining(", ")),
                    settings.store(),
                    service.reporting == null ? "off" : "on");
            if (settings.store().type() == Settings.StoreType.MEMORY) {
                LOG.warn("Policies are forgotten when the service ends: set store to sqlite to keep domains protected");
            }
            return service;
        } catch (ConfigException | IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private DurablePolicyCache cache(Stores stores) throws ConfigException {
        CacheMetrics metrics = new CacheMetrics(registry);
        DurablePolicyCache.Builder builder = DurablePolicyCache.over(stores.policies())
                .clock(surroundings.clock())
                .refreshEvery(settings.refresh().every())
                .listener(metrics);
        if (settings.store().waitWhenUnreadable()) {
            builder.deferWhenUnreadable();
        }
        DurablePolicyCache made = builder.build();
        metrics.bind(made);
        return made;
    }

    private ProactiveRefresh refresh(Settings.Refresh refresh) {
        return ProactiveRefresh.builder(
                        cache,
                        domain -> policies.with(library -> library.mtaSts().refresh(domain)))
                .unusedAfter(refresh.unusedAfter())
                .build();
    }

    private TlsReporting reporting(Settings.Reporting chosen, Stores stores) throws ConfigException {
        ReportingMetrics metrics = new ReportingMetrics(registry);
        TlsReporting made = parts.add(ReportingParts.make(
                chosen, stores, policies, Library.anchors(settings), surroundings, List.of(metrics, reportingState)));
        metrics.bind(made);
        return made;
    }

    /**
     * Takes over what can be changed while requests are answered: name servers, trusted roots, rules and waiting time.
     *
     * @param changed the configuration as it is now
     * @return one sentence for each thing that needs a restart, and one about what was done
     * @throws ConfigException when the settings cannot be used; nothing was changed
     */
    List<String> reload(Settings changed) throws ConfigException {
        policies.replace(Library.open(changed, surroundings, cache, libraryMetrics));
        List<String> sentences = new ArrayList<>();
        sentences.add("name servers, trusted roots, rules and lookup settings are those of the file now");
        if (reporting != null) {
            sentences.add("TLS reports are sent with the trusted roots of the start: restart the service if they have"
                    + " changed");
        }
        if (!withoutReloaded(changed).equals(withoutReloaded(settings))) {
            sentences.add("other settings have changed, too: restart the service to use them");
        }
        sentences.forEach(LOG::info);
        return sentences;
    }

    /** The settings with the same values for what a reload takes over. */
    private Settings withoutReloaded(Settings all) {
        return new Settings(
                all.listen(),
                all.saysMay(),
                all.store(),
                settings.dns(),
                settings.lookup(),
                settings.rules(),
                settings.trustFile(),
                all.refresh(),
                all.http(),
                all.control(),
                all.reporting());
    }

    /**
     * What is wrong on this side at this moment, one sentence each. What other domains do is none of it: they must not be able to make
     * this service look broken.
     */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        CacheStatistics now = cache.statistics();
        if (!now.readable()) {
            faults.add(
                    "the store of policies cannot be read: mail to domains that are not in memory waits or is not protected");
        }
        if (!now.writable()) {
            faults.add("the store of policies cannot be written: " + now.waiting() + " policies wait");
        }
        faults.addAll(reportingState.faults());
        return faults;
    }

    /** The ports of the loopback interface that answer requests. */
    List<InetSocketAddress> ports() {
        return server.ports();
    }

    /** The port of metrics and health. */
    OptionalInt httpPort() {
        return http == null
                ? OptionalInt.empty()
                : OptionalInt.of(http.addresses().get(0).getPort());
    }

    Commands commands() {
        return commands;
    }

    RequestMetrics metrics() {
        return requestMetrics;
    }

    @Nullable
    TlsReporting reporting() {
        return reporting;
    }

    @Override
    public void close() {
        parts.close();
        registry.close();
    }
}
