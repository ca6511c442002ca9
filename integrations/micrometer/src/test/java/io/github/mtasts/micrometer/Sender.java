package io.github.mtasts.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.trust.TrustAnchors;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A mail server with all metrics, against a test network. */
final class Sender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestNetwork net;
    private final DnsResolver dns;
    private final DurablePolicyCache cache;
    private final TlsReporting reporting;
    private final MtaSts mtaSts;
    private final ProactiveRefresh refresh;

    Sender(TestNetwork net, MeterRegistry registry, Path folder) {
        this.net = net;
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        CacheMetrics cacheMetrics = new CacheMetrics(registry);
        ReportingMetrics reportingMetrics = new ReportingMetrics(registry);
        dns = DnsResolver.builder()
                .server(net.dns().address())
                .timeout(PATIENCE)
                .listener(metrics)
                .build();
        cache = DurablePolicyCache.over(SqlitePolicyStore.open(folder.resolve("policies.db")))
                .clock(net.clock())
                .listener(cacheMetrics)
                .build();
        reporting = TlsReporting.builder(
                        SqliteReportStore.builder(folder.resolve("reports.db"))
                                .clock(net.clock())
                                .open(),
                        Reporter.of("Sender", "tls-reports@sender.example"))
                .dns(dns)
                .clock(net.clock())
                .listener(reportingMetrics)
                .build();
        mtaSts = MtaSts.builder()
                .cache(cache)
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .clock(net.clock())
                .outcomes(reporting)
                .listener(metrics)
                .build();
        refresh = ProactiveRefresh.builder(cache, mtaSts::refresh).build();
        metrics.bind(mtaSts);
        metrics.bind(dns);
        cacheMetrics.bind(cache);
        reportingMetrics.bind(reporting);
    }

    /** Opens a connection for a domain, and closes it again; asks what to do where there is none. */
    boolean deliver(String domain, String host) throws IOException {
        DeliveryRequest request = DeliveryRequest.willRetry(domain)
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            if (attempt.candidate(host) instanceof Candidate.Proceed proceed
                    && proceed.open(() -> dial(host)) instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
                return true;
            }
            assertThat(attempt.unsent()).isNotNull();
            return false;
        }
    }

    private Socket dial(String host) throws IOException {
        Socket socket = net.sockets().createSocket();
        socket.connect(net.mxServer(host).address(), (int) PATIENCE.toMillis());
        return socket;
    }

    @Override
    public void close() {
        refresh.close();
        mtaSts.close();
        reporting.close();
        cache.close();
        dns.close();
    }
}
