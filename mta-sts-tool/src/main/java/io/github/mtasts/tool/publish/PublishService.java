package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.acme.Acme;
import io.github.mtasts.tool.acme.Challenges;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.server.Addresses;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.HttpServer;
import io.github.mtasts.tool.server.PageHandler;
import io.github.mtasts.tool.server.ServerLimits;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.tool.server.TlsSide;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Policy Host: servers, policies and certificates together. Thread-safe. */
final class PublishService implements AutoCloseable {
    /** How often files and certificates are looked at. */
    static final Duration TICK = Duration.ofSeconds(2);

    private final PolicyBook book;
    private final CertificateRack rack = new CertificateRack();
    private final CertificateSource certificates;
    private final List<HttpServer> servers = new ArrayList<>();
    private final ServiceLog log;
    private final PublishStatus status;

    private PublishService(PublishConfig config, PolicyBook book, ServiceLog log, Clock clock) throws IOException {
        this.book = book;
        this.log = log;
        Challenges challenges = new Challenges(rack, clock);
        this.certificates = config.acme().isPresent()
                ? Acme.open(config.acme().get(), rack, challenges, log, clock)
                : new FileCertificates(folder(config), rack, log, clock);
        try {
            certificates.load(book.hosts());
            PublishStatistics statistics = new PublishStatistics();
            TlsSide tls = new TlsSide(rack);
            HttpServer policies = open(
                    "publish", tls, config.listen(), () -> new PolicyHandler(book, config.isProxied(), statistics));
            if (!config.challengeListen().isEmpty()) {
                open("challenge", null, config.challengeListen(), () -> new ChallengeHandler(challenges));
            }
            this.status = new PublishStatus(book, certificates, statistics, tls, policies, clock);
            if (config.status() != null) {
                StatusPages pages = new StatusPages(status);
                open("status", null, List.of(config.status()), () -> new PageHandler(pages::page));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Path folder(PublishConfig config) {
        return Objects.requireNonNull(config.certificates(), "the configuration was checked");
    }

    private HttpServer open(
            String name, @Nullable TlsSide tls, List<InetSocketAddress> addresses, Supplier<ChannelHandler> requests)
            throws IOException {
        HttpServer server = HttpServer.start(name, ServerLimits.SMALL_REQUESTS, tls, addresses, requests);
        servers.add(server);
        return server;
    }

    /**
     * Starts the service: reads the policies, takes the certificates that there are, then listens.
     *
     * @param scheduler looks at files and certificates; to be closed by the caller
     */
    static PublishService start(PublishConfig config, ServiceLog log, Clock clock, ScheduledExecutorService scheduler)
            throws IOException {
        Files.createDirectories(config.state());
        PolicyBook book = book(config, AcceptedPolicies.in(accepted(config)), log);
        book.refresh();
        PublishService service = new PublishService(config, book, log, clock);
        var unused = scheduler.scheduleWithFixedDelay(service::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        service.addresses()
                .forEach(each -> log.say(
                        "listening",
                        "listening at " + Addresses.text(each),
                        new JsonObject().with("address", Addresses.text(each))));
        return service;
    }

    /** The policies without the service. */
    static PolicyBook preview(PublishConfig config, ServiceLog log) {
        PolicyBook book = book(config, AcceptedPolicies.readOnly(accepted(config)), log);
        book.refresh();
        return book;
    }

    private static PolicyBook book(PublishConfig config, AcceptedPolicies accepted, ServiceLog log) {
        return new PolicyBook(config.policies(), config.delegations(), accepted, log);
    }

    private static Path accepted(PublishConfig config) {
        return config.state().resolve("accepted");
    }

    private void tick() {
        try {
            book.refresh();
            certificates.tick(book.hosts());
            book.sayRecords(status::acceptedHosts);
        } catch (RuntimeException | Error e) {
            // The scheduler would not come back after it.
            log.say("internal-error", "a mistake in mta-sts, please report it: " + e);
        }
    }

    /** Where the servers listen: policies first, then http-01, then the status. */
    List<InetSocketAddress> addresses() {
        return servers.stream().flatMap(each -> each.addresses().stream()).toList();
    }

    /** Ends orders, whose state is on disk, then the servers, the one for policies last. */
    @Override
    public void close() {
        certificates.close();
        for (int i = servers.size() - 1; i >= 0; i--) {
            servers.get(i).close();
        }
    }
}
