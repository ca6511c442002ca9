package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A mail server in mount and process namespaces of its own: it has users, a name server and paths that this machine need not have, and
 * all its processes end with {@link #close}, or with this JVM.
 */
final class Sandbox implements AutoCloseable {
    /** Where the server sees the root of its package. */
    static final String ROOT = "/mnt/root";
    /** Where the server sees its folder. */
    static final String RUN = "/mnt/run";

    private static final Path MOUNTS = Path.of("/mnt");
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final List<String> NAMESPACES =
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");

    private final Process process;
    private final Path output;

    private Sandbox(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Why none can be made here, with a line of output; empty where one can. */
    static Optional<String> missing() throws InterruptedException {
        Optional<String> reason = refusal().map(said -> "no namespaces can be made here: " + said.strip());
        reason.ifPresent(why -> System.out.println("Left out: tests with a running mail server, because " + why));
        return reason;
    }

    private static Optional<String> refusal() throws InterruptedException {
        for (String path : List.of("", System.getProperty("java.io.tmpdir"))) {
            if (Path.of(path).toAbsolutePath().startsWith(MOUNTS)) {
                return Optional.of(MOUNTS + ", in which the server's folders are mounted, has the files of this build");
            }
        }
        try {
            Process trial = new ProcessBuilder(command("mount", "-t", "tmpfs", "tmpfs", "/mnt"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return trial.waitFor() == 0 ? Optional.empty() : Optional.of(said);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> command(String... arguments) {
        return Stream.concat(NAMESPACES.stream(), Stream.of(arguments)).toList();
    }

    /** Makes the folder of a server, with its users, and with a name server that answers at port 53 of an address. */
    static void prepare(Path folder, InetAddress nameServer) throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        // The server's processes run as another user and read the folder.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(etc.resolve("resolv.conf"), "nameserver " + nameServer.getHostAddress() + "\n");
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n");
        Files.writeString(etc.resolve("passwd"), resource("passwd"));
        Files.writeString(etc.resolve("group"), resource("group"));
    }

    /** Runs a script of the resources, in the folder that {@link #prepare} made. */
    static Sandbox start(DebianPrograms programs, Path folder, String script, String... arguments) throws IOException {
        Path sandbox = Files.writeString(folder.resolve("sandbox.sh"), resource("sandbox.sh"));
        Files.writeString(folder.resolve(script), resource(script));
        List<String> all = new ArrayList<>(command("sh", sandbox.toString(), folder.toString()));
        all.addAll(List.of(programs.root().toString(), "sh", RUN + "/" + script));
        all.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LD_LIBRARY_PATH", programs.librariesAt(ROOT));
        return new Sandbox(builder.start(), output);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Sandbox.class.getResourceAsStream("running/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    long pid() {
        return process.pid();
    }

    /** What the server printed. */
    String output() throws IOException {
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    /** Waits for the end of a program that ends by itself. */
    void await() throws IOException, InterruptedException {
        if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("it did not end within " + LONGEST.toMinutes() + " minutes: " + output());
        }
    }

    /** Ends all processes: the script ends with its standard input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
