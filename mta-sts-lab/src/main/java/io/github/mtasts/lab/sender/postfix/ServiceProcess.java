package io.github.mtasts.lab.sender.postfix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy service that the lab starts for one trial, and stops with all its processes. */
final class ServiceProcess {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern INET = Pattern.compile("socketmap:inet:(.+):(\\d+):[^:]+");
    private static final Pattern UNIX = Pattern.compile("socketmap:unix:(.+):[^:]+");
    private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a service and waits until it accepts connections: Postfix defers a message when its map does not answer.
     *
     * @param command for the shell; {@code SSL_CERT_FILE} names the lab's root certificate, {@code LAB_FOLDER} the folder
     * @param folder the folder of the trial, in which the command runs
     * @param table the value of smtp_tls_policy_maps, which has the address of the service
     * @param patience how long to wait
     * @throws IOException with what the service printed, if it ends or does not accept connections in time
     */
    static ServiceProcess start(String command, Path folder, String table, Duration patience)
            throws IOException, InterruptedException {
        Path log = folder.resolve("service.log");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().put("SSL_CERT_FILE", folder.resolve("root.pem").toString());
        builder.environment().put("LAB_FOLDER", folder.toString());
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        ServiceProcess service = new ServiceProcess(builder.start(), log);
        try {
            service.await(address(table, folder.resolve("queue")), patience);
            return service;
        } catch (IOException | InterruptedException e) {
            service.stop();
            throw e;
        }
    }

    /** The address in a table; null for one of another form, which Postfix itself judges. */
    static @Nullable SocketAddress address(String table, Path queue) {
        Matcher inet = INET.matcher(table);
        if (inet.matches()) {
            return new InetSocketAddress(inet.group(1), Integer.parseInt(inet.group(2)));
        }
        Matcher unix = UNIX.matcher(table);
        return unix.matches() ? UnixDomainSocketAddress.of(queue.resolve(unix.group(1))) : null;
    }

    private void await(@Nullable SocketAddress address, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (address != null && !accepts(address)) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // A command that leaves a service in the background ends with status 0.
            if (!process.isAlive() && process.exitValue() != 0) {
                throw new IOException("the policy service ended with status " + process.exitValue() + ": " + said());
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("the policy service did not accept connections at " + address + " within "
                        + patience.toSeconds() + " seconds: " + said());
            }
        }
    }

    private static boolean accepts(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String said() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1).strip();
    }

    void stop() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
