package io.github.mtasts.tool.reports;

import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.server.Addresses;
import io.github.mtasts.tool.server.CertificateFiles;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.HttpServer;
import io.github.mtasts.tool.server.ServedCertificate;
import io.github.mtasts.tool.server.ServerLimits;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.tool.server.TlsSide;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The https destination of TLS reports: a server before an inbox, and the work that comes back. Thread-safe. */
final class InboxService implements AutoCloseable {
    private static final int CONNECTIONS = 256;
    private static final int PER_ADDRESS = 32;
    private static final int LINE_OCTETS = 1_024;
    private static final int HEADER_OCTETS = 8_192;
    private static final int TICK_SECONDS = 5;

    private final HttpServer server;
    private final PostDesk desk;

    private InboxService(HttpServer server, PostDesk desk) {
        this.server = server;
        this.desk = desk;
    }

    /**
     * Starts it.
     *
     * @param certificate null for HTTP in clear, behind a proxy
     * @param scheduler for the work that comes back; to be closed by the caller
     */
    static InboxService start(
            InboxSettings settings,
            List<InetSocketAddress> addresses,
            @Nullable CertificateFiles certificate,
            InboxKeeper keeper,
            ServiceLog log,
            ScheduledExecutorService scheduler)
            throws IOException {
        PostDesk desk = new PostDesk(settings, keeper, log, Runtime.getRuntime().maxMemory());
        if (desk.maxOctets() < settings.maxOctets()) {
            log.say(
                    "limit-lowered",
                    "a report has at most " + desk.maxOctets()
                            + " octets, because the heap of this process is small: give"
                            + " it more, such as JAVA_OPTS=-Xmx256m");
        }
        CertificateRack rack = new CertificateRack();
        if (certificate != null) {
            rack.putForAll(firstCertificate(certificate));
        }
        ServerLimits limits =
                new ServerLimits(CONNECTIONS, PER_ADDRESS, settings.requestTime(), LINE_OCTETS, HEADER_OCTETS);
        try {
            HttpServer server = HttpServer.start(
                    "reports",
                    limits,
                    certificate == null ? null : new TlsSide(rack),
                    addresses,
                    () -> new PostHandler(desk));
            CertificateRenewal renewal = certificate == null ? null : new CertificateRenewal(certificate, rack, log);
            var unused = scheduler.scheduleWithFixedDelay(
                    () -> tick(renewal, keeper, log), 0, TICK_SECONDS, TimeUnit.SECONDS);
            server.addresses()
                    .forEach(each -> log.say(
                            "listening",
                            "reports are received at " + (certificate == null ? "http" : "https") + "://"
                                    + Addresses.text(each) + settings.path(),
                            new JsonObject().with("address", Addresses.text(each))));
            return new InboxService(server, desk);
        } catch (IOException e) {
            desk.close();
            throw e;
        }
    }

    private static void tick(@Nullable CertificateRenewal renewal, InboxKeeper keeper, ServiceLog log) {
        try {
            if (renewal != null) {
                renewal.look();
            }
            keeper.tick();
        } catch (RuntimeException | Error e) {
            // The scheduler would not come back after it.
            log.say("internal-error", "a mistake in mta-sts, please report it: " + e);
        }
    }

    private static ServedCertificate firstCertificate(CertificateFiles files) {
        try {
            return files.changed().orElseThrow();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.WRONG_ARGUMENTS, "the certificate cannot be used: " + Errors.reason(e), e);
        }
    }

    List<InetSocketAddress> addresses() {
        return server.addresses();
    }

    /** Ends connections first, then waits until bodies that are being written are on disk. */
    @Override
    public void close() {
        server.close();
        desk.close();
    }
}
