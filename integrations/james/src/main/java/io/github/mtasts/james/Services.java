package io.github.mtasts.james;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.rules.RulesException;
import io.github.mtasts.cache.rules.RulesFile;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that all mailets of a server share: the library with its cache, the refresh of policies, and TLS reporting. Made once,
 * and closed once, after the mailets have stopped. Thread-safe.
 */
final class Services implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final MtaSts mtaSts;
    private final MxLookup mx;
    private final DurablePolicyCache cache;
    private final @Nullable TlsReporting reporting;
    private final RefreshAlerts alerts = new RefreshAlerts();
    private final ReportingState reportingState = new ReportingState();
    private final Ports ports;
    private final Closing parts;
    /** Closed before the parts: the deliveries of the mailets. */
    private final Closing deliveries = new Closing();

    private Services(Settings settings, Wiring wiring, Closing parts) throws OptionException {
        this.parts = parts;
        this.ports = wiring.ports();
        ServerFiles files = new ServerFiles(wiring.fileSystem());
        Names names = Names.of(settings, wiring.dns(), files, ports.clock(), parts);
        this.mx = new MxLookup(names.mx(), names.hosts(), settings.ownNames());
        Stores stores = parts.add(new Stores(settings.store(), files, ports.clock()));
        LibraryMetrics metrics = new LibraryMetrics(wiring.metrics());
        TrustAnchors anchors = anchors(settings, files);
        this.reporting = settings.reporting().isPresent()
                ? parts.add(ReportingParts.make(
                        settings.reporting().get(),
                        stores,
                        names,
                        files,
                        anchors,
                        ports,
                        new JamesReportMailer(wiring.queues()),
                        reportingState))
                : null;
        this.cache = parts.add(cache(settings, stores));
        MtaStsBuilder library = MtaSts.builder()
                .dns(names.txt(), names.addresses())
                .cache(cache)
                .clock(ports.clock())
                .revocation(settings.revocation())
                .outcomes(metrics)
                .listener(metrics);
        rules(settings, files).ifPresent(rules -> library.localPolicy(parts.add(rules)));
        if (names.secure() != null) {
            library.dane(names.secure());
        }
        ports.sockets().ifPresent(library::socketFactory);
        ports.guard().ifPresent(library::addressGuard);
        if (anchors != null) {
            library.trustAnchors(anchors);
        }
        if (reporting != null) {
            library.outcomes(reporting);
        }
        this.mtaSts = parts.add(library.build());
        if (settings.refresh().enabled()) {
            parts.add(refresh(settings.refresh()));
        }
    }

    /**
     * What James brings.
     *
     * @param fileSystem finds files
     * @param dns James' DNS, configured
     * @param queues James' queues
     * @param metrics James' metrics
     * @param ports what other modules set
     */
    record Wiring(
            FileSystem fileSystem, DNSService dns, MailQueueFactory<?> queues, MetricFactory metrics, Ports ports) {}

    /**
     * Makes the parts. Nothing stays open when one cannot be made.
     *
     * @throws OptionException when a setting cannot be used; the message names it
     */
    static Services start(Settings settings, Wiring wiring) throws OptionException {
        Closing parts = new Closing();
        try {
            Services services = new Services(settings, wiring, parts);
            LOG.info(
                    "MTA-STS protects the mail that MtaStsRemoteDelivery sends; policies are kept in {}; DANE is {}; TLS reports"
                            + " are {}",
                    settings.store(),
                    settings.dane().isPresent() ? "on" : "off",
                    services.reporting == null ? "off" : "on");
            return services;
        } catch (OptionException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private DurablePolicyCache cache(Settings settings, Stores stores) throws OptionException {
        DurablePolicyCache.Builder builder =
                DurablePolicyCache.over(stores.policies()).clock(ports.clock()).listener(alerts);
        try {
            builder.refreshEvery(settings.refresh().every());
        } catch (IllegalArgumentException e) {
            throw new OptionException("mta-sts.properties: refresh.every cannot be used: " + e.getMessage(), e);
        }
        if (settings.store().deferWhenUnreadable()) {
            builder.deferWhenUnreadable();
        }
        return builder.build();
    }

    private ProactiveRefresh refresh(Settings.Refresh settings) throws OptionException {
        try {
            ProactiveRefresh.Builder builder =
                    ProactiveRefresh.builder(cache, mtaSts::refresh).unusedAfter(settings.unusedAfter());
            ports.refreshes().ifPresent(builder::scheduler);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new OptionException("mta-sts.properties: refresh.unusedAfter cannot be used: " + e.getMessage(), e);
        }
    }

    private static Optional<RulesFile> rules(Settings settings, ServerFiles files) throws OptionException {
        if (settings.rulesFile().isEmpty()) {
            return Optional.empty();
        }
        String file = settings.rulesFile().get();
        try {
            RulesFile rules = RulesFile.open(files.path(file));
            rules.watch(settings.rulesReload());
            return Optional.of(rules);
        } catch (RulesException | IllegalArgumentException e) {
            throw new OptionException("mta-sts.properties: rules.file is " + file + ": " + e.getMessage(), e);
        }
    }

    private @Nullable TrustAnchors anchors(Settings settings, ServerFiles files) throws OptionException {
        if (ports.anchors().isPresent() || settings.trustFile().isEmpty()) {
            return ports.anchors().orElse(null);
        }
        String file = settings.trustFile().get();
        try {
            return TrustAnchors.of(files.path(file));
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: trust.file is " + file + ": no certificates can be read from it: "
                            + e.getMessage(),
                    e);
        }
    }

    MtaSts mtaSts() {
        return mtaSts;
    }

    MxLookup mx() {
        return mx;
    }

    Ports ports() {
        return ports;
    }

    Health health() {
        return new Health(cache, alerts, reporting, reportingState);
    }

    /** Takes a part that is closed before the library, because it uses the library until then. */
    <T extends AutoCloseable> T closeFirst(T delivery) {
        return deliveries.add(delivery);
    }

    @Override
    public void close() {
        deliveries.close();
        parts.close();
    }
}
