package io.github.mtasts.tool.postfix;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.run.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The service within the test's process and network, configured by a text. */
final class ServiceRun implements AutoCloseable {
    private final Path folder;
    private final Surroundings surroundings;
    private final List<String> lines = new ArrayList<>();
    private SocketmapHandler.Limits limits = SocketmapHandler.Limits.DEFAULT;
    private @Nullable Service service;

    /** With a store that survives, name servers and the authority of the network, and a free port. */
    ServiceRun(Path folder, TestNetwork net) throws IOException {
        this.folder = folder;
        this.surroundings = surroundings(folder, net);
        Files.writeString(folder.resolve("trust.pem"), net.ca().rootPem());
        with("listen = 127.0.0.1:0");
        with("store.file = policies.db");
        InetSocketAddress dns = net.dns().address();
        with("dns.servers = " + dns.getAddress().getHostAddress() + ":" + dns.getPort());
        with("trust.file = trust.pem");
        with("control.socket = " + folder.resolve("control.sock"));
    }

    static Surroundings surroundings(Path folder, TestNetwork net) {
        return new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                false,
                false,
                Map.of(),
                folder,
                net.clock(),
                () -> net.clock().millis() * 1_000_000,
                net.sockets(),
                // Real addresses of a test are those of loopback.
                net.isVirtual() ? AddressGuard.publicOnly() : AddressGuard.unrestricted());
    }

    /** A line of the configuration, in place of an earlier one with the same key. */
    ServiceRun with(String line) {
        String key = line.substring(0, line.indexOf('=') + 1);
        lines.removeIf(each -> each.startsWith(key));
        lines.add(line);
        return this;
    }

    ServiceRun limits(SocketmapHandler.Limits chosen) {
        limits = chosen;
        return this;
    }

    String text() {
        return String.join("\n", lines);
    }

    Settings settings() throws ConfigException {
        return SettingsReader.parse(text(), folder);
    }

    ServiceRun start() throws ConfigException, IOException {
        Reloading reloading = new Reloading(this::settings);
        Service started = Service.start(settings(), surroundings, limits, reloading);
        service = started;
        reloading.of(started);
        return this;
    }

    Service service() {
        return Objects.requireNonNull(service);
    }

    InetSocketAddress address() {
        return service().ports().get(0);
    }

    /** Asks over a connection of its own. */
    String ask(String request) throws IOException {
        try (SocketmapClient client = new SocketmapClient(address())) {
            return client.ask(request);
        }
    }

    void stop() {
        service().close();
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
