package io.github.mtasts.james.server;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A process that runs one James after the other, each with everything of its own but the classes. It ends with the tests. */
final class JamesHost {
    private final Process process;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private boolean used;

    private JamesHost(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    static JamesHost launch() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("james-host");
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("logback.xml"), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%-5level [%thread] %logger{20} %msg%n%ex</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        Process process = James.launch(folder, Map.of(), List.of(folder.toString(), "host"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
        Path port = folder.resolve("host.port");
        if (!James.eventually(() -> Files.exists(port) || !process.isAlive()) || !Files.exists(port)) {
            process.destroyForcibly();
            throw new AssertionError("the process has not started: " + Files.readString(folder.resolve("output.log")));
        }
        return new JamesHost(process, folder, Integer.parseInt(Files.readString(port)));
    }

    Process process() {
        return process;
    }

    /**
     * The folder of the next James. James keeps the classes of the first one as long as the process, and their resources are read
     * from its jar: that one stays until the process ends.
     */
    Path folder(Path otherwise) throws IOException {
        if (used) {
            return otherwise;
        }
        used = true;
        return Files.createDirectory(folder.resolve("first"));
    }

    /** Ends the James that runs, if any, starts another one, and returns the port of its control. */
    int start(JamesHome home) throws IOException, InterruptedException {
        Properties properties = new Properties();
        home.properties().forEach(properties::setProperty);
        properties.setProperty("host.folder", home.folder().toString());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return Integer.parseInt(ask("/start", text.toString()));
    }

    /** Ends the James that runs. */
    void stop() throws IOException, InterruptedException {
        ask("/stop", "");
    }

    private String ask(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.body());
        }
        return response.body();
    }

    /** Ends the process. */
    void end() {
        end(process, folder);
    }

    private static void end(Process process, Path folder) {
        try {
            process.destroyForcibly().waitFor();
            James.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
