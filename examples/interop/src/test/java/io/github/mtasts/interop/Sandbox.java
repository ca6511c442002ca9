package io.github.mtasts.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A server that runs in mount and process namespaces of its own. All its processes end with {@link #close}, and with this
 * JVM, in whatever way it ends.
 */
final class Sandbox implements AutoCloseable {
    /** A server that did not start here: another release of it, or a machine that lacks something. */
    static final class NotStartedException extends Exception {
        private static final long serialVersionUID = 1;

        NotStartedException(String message) {
            super(message);
        }
    }

    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final long BETWEEN_MILLIS = 20;
    private static final int CONNECT_MILLIS = 5_000;

    private final Process process;
    private final Path log;

    private Sandbox(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Makes the folder that a server sees as {@code /mnt/run}. */
    static Path folder(Path folder) throws IOException {
        Packages.deleteTree(folder);
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n");
        // Nobody listens there: a server that asks gets an error at once, with or without a network.
        Files.writeString(etc.resolve("resolv.conf"), "nameserver 127.77.0.253\n");
        Files.writeString(etc.resolve("passwd"), resource("passwd"));
        Files.writeString(etc.resolve("group"), resource("group"));
        return folder;
    }

    /** Starts a server and waits until it accepts connections at every address. */
    static Sandbox start(Programs programs, Path folder, List<String> command, List<InetSocketAddress> addresses)
            throws IOException, NotStartedException {
        Sandbox sandbox = launch(programs, folder, command);
        try {
            for (InetSocketAddress address : addresses) {
                sandbox.awaitListener(address);
            }
            return sandbox;
        } catch (NotStartedException e) {
            sandbox.close();
            throw new NotStartedException(programs.software() + " did not start: " + e.getMessage());
        } catch (InterruptedException e) {
            sandbox.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + programs.software() + " started", e);
        }
    }

    /** Runs a program of a package to its end and returns what it printed. */
    static String run(Programs programs, Path folder, List<String> command) throws IOException, NotStartedException {
        try (Sandbox sandbox = launch(programs, folder, command)) {
            if (!sandbox.process.waitFor(READY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotStartedException(command.get(0) + " did not end within " + READY.toSeconds() + " seconds");
            }
            return sandbox.said();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        }
    }

    private static Sandbox launch(Programs programs, Path folder, List<String> command) throws IOException {
        Path script = folder.resolve("etc/sandbox.sh");
        Files.writeString(script, resource("sandbox.sh"));
        List<String> all =
                new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh"));
        all.addAll(List.of(script.toString(), folder.toString(), programs.root().toString()));
        all.addAll(command);
        Path log = folder.resolve("sandbox.log");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LD_LIBRARY_PATH", programs.libraries());
        return new Sandbox(builder.start(), log);
    }

    private void awaitListener(InetSocketAddress address)
            throws NotStartedException, InterruptedException, IOException {
        long end = System.nanoTime() + READY.toNanos();
        while (!listens(address)) {
            if (process.waitFor(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new NotStartedException("it ended: " + lastWords());
            }
            if (System.nanoTime() - end > 0) {
                throw new NotStartedException("nothing listens at " + address + ": " + lastWords());
            }
        }
    }

    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Everything that the server printed. */
    String said() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1).strip();
    }

    private String lastWords() throws IOException {
        String said = said().replaceAll("\\s+", " ");
        return said.length() > 600 ? "..." + said.substring(said.length() - 600) : said;
    }

    /** Stops the server and returns when none of its processes is left: process 1 of a namespace is the last to end. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly(); // its standard input is broken: it has ended already
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Sandbox.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
