package io.github.mtasts.james.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A James in its own process, and what the tests ask of it. */
final class James implements AutoCloseable {
    /** How long a test waits for an event: longer than a busy machine needs. */
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("james.patience.seconds", 180));

    private final JamesHome home;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private James(JamesHome home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.port = port;
    }

    /** Starts a James whose start is expected to succeed. */
    static James start(JamesHome home, String rootPem) throws IOException, InterruptedException {
        Process process = launch(home, rootPem);
        Path port = home.folder().resolve("control.port");
        Path failed = home.folder().resolve("start.failed");
        if (!eventually(() -> Files.exists(port) || Files.exists(failed) || !process.isAlive())
                || !Files.exists(port)) {
            process.destroyForcibly();
            throw new AssertionError("James has not started: " + outputOf(home));
        }
        return new James(home, process, Integer.parseInt(Files.readString(port)));
    }

    /** Starts a James that refuses its configuration, and returns why. */
    static String refusal(JamesHome home, String rootPem) throws IOException, InterruptedException {
        Process process = launch(home, rootPem);
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("James has started: " + outputOf(home));
            }
            return Files.readString(home.folder().resolve("start.failed"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String outputOf(JamesHome home) throws IOException {
        Path failed = home.folder().resolve("start.failed");
        return (Files.exists(failed) ? Files.readString(failed) : "")
                + Files.readString(home.folder().resolve("output.log"));
    }

    private static Process launch(JamesHome home, String rootPem) throws IOException {
        Path folder = prepare(home, rootPem);
        return launch(folder, home.properties(), List.of(folder.toString()));
    }

    /** Starts a James in a process that has had others. */
    static James startIn(JamesHost host, JamesHome home, String rootPem) throws IOException, InterruptedException {
        prepare(home, rootPem);
        return new James(home, host.process(), host.start(home));
    }

    private static Path prepare(JamesHome home, String rootPem) throws IOException {
        Path folder = Files.createDirectories(home.folder());
        home.write(rootPem);
        Files.deleteIfExists(folder.resolve("control.port"));
        Files.deleteIfExists(folder.resolve("start.failed"));
        if (home.hasPlugin()) {
            Path extensions = folder.resolve("extensions-jars");
            Path plugin = Classes.plugin();
            Files.copy(plugin, extensions.resolve(plugin.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            Classes.pack("extension", extensions.resolve("testkit.jar"));
        }
        return folder;
    }

    /** Starts a process that can run a James. */
    static Process launch(Path folder, Map<String, String> properties, List<String> arguments) throws IOException {
        Path inside = folder.resolve("inside.jar");
        Classes.pack("inside", inside);
        List<String> classPath = new ArrayList<>(List.of(inside.toString()));
        classPath.addAll(Classes.james());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djames.exit.on.startup.error=false",
                "-Djames.lifecycle.leak.detection.mode=advanced",
                "-Dlogback.configurationFile=" + folder.resolve("conf/logback.xml")));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                String.join(java.io.File.pathSeparator, classPath),
                "io.github.mtasts.james.server.inside.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    JamesHome home() {
        return home;
    }

    /** Waits for a condition on things outside this process. */
    static boolean eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private String ask(String path, byte... body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Spools a mail, as James' SMTP server does, and returns its name. */
    String submit(Letter letter) {
        return ask("/submit", letter.octets());
    }

    /** The mails that wait in the outgoing queue. */
    List<Known> queue() {
        return queue("outgoing");
    }

    /** The mails that wait in a queue. */
    List<Known> queue(String name) {
        List<Known> all = Known.read(ask("/queue?name=" + name));
        return all.subList(0, all.size() - 1);
    }

    /** How many mails are being delivered. */
    int inWork() {
        return inWork("outgoing");
    }

    /** How many mails were taken from a queue and are not done. */
    int inWork(String name) {
        List<Known> all = Known.read(ask("/queue?name=" + name));
        return Integer.parseInt(all.get(all.size() - 1).text("in-work"));
    }

    /** Waits until nothing is spooled, due or being delivered, and returns what waits in the queue. */
    List<Known> settled() throws InterruptedException {
        List<List<Known>> last = new ArrayList<>();
        await("an end of all work", () -> {
            last.clear();
            last.add(Known.read(ask("/queue")));
            return last.get(0).get(last.get(0).size() - 1).text("settled").equals("true");
        });
        return last.get(0).subList(0, last.get(0).size() - 1);
    }

    /** Waits until a mail waits in the queue for another attempt after a number of retries, and returns it. */
    Known deferred(String name, int retries) throws InterruptedException {
        List<Known> found = new ArrayList<>();
        await(
                name + " deferred, retry " + retries,
                () -> queue().stream()
                        .filter(one -> one.name().equals(name) && one.waits(retries))
                        .findFirst()
                        .map(found::add)
                        .orElse(false));
        return found.get(0);
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, condition, () -> "in work " + inWork() + ", queue " + queue());
    }

    void await(String what, BooleanSupplier condition, Supplier<String> state) throws InterruptedException {
        if (!eventually(condition)) {
            throw new AssertionError("not seen: " + what + "; " + state.get() + "\n" + String.join("\n", log()));
        }
    }

    /** Makes every mail in the outgoing queue due. */
    void flush() {
        flush("outgoing");
    }

    /** Makes every mail in a queue due. */
    void flush(String name) {
        ask("/flush?name=" + name);
    }

    /** Removes every waiting mail of the outgoing queue. */
    void clear() {
        ask("/clear");
    }

    /** The mails that reached a mailet {@code Keep}. */
    List<Known> kept(String as) {
        return Known.read(ask("/kept?as=" + as));
    }

    Properties health() {
        return Known.read(ask("/health")).get(0).values();
    }

    Properties metrics() {
        return Known.read(ask("/metrics")).get(0).values();
    }

    void property(String name, String value) {
        ask("/property?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    void leak() {
        ask("/leak");
    }

    List<String> log() {
        return lines("james.log");
    }

    /** What James' leak detector says of mail that nobody disposed of. */
    List<String> leaks() {
        return log().stream()
                .filter(line -> line.contains("eak detected") || line.contains("LEAK"))
                .toList();
    }

    private List<String> lines(String name) {
        Path file = home.folder().resolve(name);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops James as its administrator does. */
    Known stop() throws InterruptedException {
        Known answer = Known.read(ask("/stop")).get(0);
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("James has not stopped");
        }
        return answer;
    }

    /** Ends the process at once, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a folder and all in it. */
    static void remove(@Nullable Path folder) throws IOException {
        if (folder != null && Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }
}
