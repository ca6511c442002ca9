package io.github.mtasts.james.server.inside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import org.apache.james.CoreDataModule;
import org.apache.james.GuiceJamesServer;
import org.apache.james.NaiveDelegationStoreModule;
import org.apache.james.modules.server.MailStoreRepositoryModule;
import org.apache.james.modules.server.MailetContainerModule;
import org.apache.james.modules.server.RawPostDequeueDecoratorModule;
import org.apache.james.server.core.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Starts James in a folder that has {@code conf/} and {@code extensions-jars/}. Writes the port of its {@link Control} to
 * {@code control.port} once James has started, or the reason to {@code start.failed} when it has not. Without a folder it starts
 * nothing and writes to {@code host.port} where it can be told to start one James after the other: the second is quick.
 */
public final class Main {
    private static @Nullable GuiceJamesServer running;

    private Main() {}

    /**
     * Starts James.
     *
     * @param arguments the folder; and {@code host} when it is only that of {@code host.port}
     * @throws Exception when James does not start
     */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        if (arguments.length > 1) {
            host(home);
            return;
        }
        try {
            GuiceJamesServer server = start(home);
            write(home.resolve("control.port"), control(server, server::stop));
        } catch (Throwable e) {
            write(home.resolve("start.failed"), messages(e));
            Runtime.getRuntime().halt(1);
        }
    }

    private static GuiceJamesServer start(Path home) throws Exception {
        GuiceJamesServer server = GuiceJamesServer.forConfiguration(
                        Configuration.builder().workingDirectory(home.toFile()).build())
                .combineWith(
                        // Before the mailet container, which opens a repository when it starts.
                        new MailStoreRepositoryModule(),
                        new MailetContainerModule(),
                        new RawPostDequeueDecoratorModule(),
                        new CoreDataModule(),
                        new NaiveDelegationStoreModule(),
                        new ServerModule(home))
                .overrideWith(binder -> binder.bind(Clock.class).toInstance(new PutOnClock()));
        server.start();
        return server;
    }

    private static String control(GuiceJamesServer server, Runnable stop) throws IOException {
        return String.valueOf(server.getProbe(Control.class).serve(stop));
    }

    private static void host(Path folder) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/start", exchange -> answer(exchange, Main::startAnother));
        http.createContext("/stop", exchange -> answer(exchange, body -> stopRunning()));
        http.start();
        write(folder.resolve("host.port"), String.valueOf(http.getAddress().getPort()));
    }

    /** An answer to a request, one at a time. */
    private interface Action {
        String answer(Properties body) throws Exception;
    }

    private static void answer(HttpExchange exchange, Action action) throws IOException {
        Properties body = new Properties();
        body.load(exchange.getRequestBody());
        int status = 200;
        String text;
        try {
            text = action.answer(body);
        } catch (Throwable e) {
            status = 500;
            text = messages(e);
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        try (var out = exchange.getResponseBody()) {
            out.write(octets);
        }
    }

    private static String startAnother(Properties body) throws Exception {
        stopRunning();
        System.clearProperty("testkit.clock.seconds");
        body.forEach((name, value) -> System.setProperty(String.valueOf(name), String.valueOf(value)));
        GuiceJamesServer server = start(Path.of(body.getProperty("host.folder")));
        running = server;
        return control(server, server::stop);
    }

    private static String stopRunning() {
        if (running != null) {
            running.stop();
            running = null;
        }
        return "";
    }

    private static String messages(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(whole, text);
        Files.move(whole, file);
    }
}
