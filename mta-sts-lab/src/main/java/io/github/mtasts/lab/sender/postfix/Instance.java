package io.github.mtasts.lab.sender.postfix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Postfix with configuration, queue and log in its own folder, and its policy service. */
final class Instance {
    static final int SUBMISSION_PORT = 2500;

    private static final long COMMAND_SECONDS = 30;

    private final Path folder;
    private final PolicySource policies;
    private final @Nullable Unbound resolver;
    private final @Nullable ServiceProcess service;

    /** Writes the configuration and starts. */
    Instance(Path folder, PolicySource policies, String rootPem, List<String> trustAnchors)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.policies = policies;
        // Postfix's processes run as another user and read the folder.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("conf"));
        Files.createDirectory(folder.resolve("queue"));
        UserPrincipal postfix =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix");
        Files.setOwner(Files.createDirectory(folder.resolve("data")), postfix);
        Files.writeString(folder.resolve("conf/main.cf"), filled("main.cf"));
        Files.writeString(folder.resolve("conf/master.cf"), filled("master.cf"));
        Files.writeString(folder.resolve("root.pem"), rootPem);
        Files.writeString(folder.resolve("policies"), "");
        resolver = policies.isDane() && !trustAnchors.isEmpty() ? Unbound.start(folder, trustAnchors) : null;
        service = policies.start().isEmpty()
                ? null
                : ServiceProcess.start(
                        policies.start(),
                        folder,
                        policies.table().replace("@folder@", folder.toString()),
                        ServiceProcess.PATIENCE);
        try {
            start();
        } catch (IOException | InterruptedException e) {
            stopService();
            throw e;
        }
    }

    private String filled(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Instance.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@policies@", policies.table())
                    .replace("@level@", policies.isDane() ? "dane" : "may")
                    .replace("@dns@", policies.isDane() ? "dnssec" : "enabled")
                    .replace("@folder@", folder.toString())
                    .replace("@port@", Integer.toString(SUBMISSION_PORT));
        }
    }

    void start() throws IOException, InterruptedException {
        command("postfix", "-c", configuration(), "start");
    }

    void stop() throws IOException, InterruptedException {
        command("postfix", "-c", configuration(), "abort");
    }

    void close() throws IOException, InterruptedException {
        try {
            stop();
        } finally {
            try {
                if (resolver != null) {
                    resolver.close();
                }
            } finally {
                stopService();
            }
        }
    }

    private void stopService() throws InterruptedException {
        if (service != null) {
            service.stop();
        }
    }

    /** Configures the published policy of a domain, as an administrator would. */
    void follow(String domain, String policy) throws IOException, InterruptedException {
        if (policies.isFile()) {
            Files.writeString(folder.resolve("policies"), PolicyMap.line(domain, policy));
            command("postfix", "-c", configuration(), "reload");
        }
    }

    /** The queue, as {@code postqueue -j} prints it. */
    List<String> queue() throws IOException, InterruptedException {
        return command("postqueue", "-c", configuration(), "-j").lines().toList();
    }

    void runQueue() throws IOException, InterruptedException {
        if (resolver != null) {
            resolver.forget();
        }
        command("postqueue", "-c", configuration(), "-f");
    }

    List<String> log() throws IOException {
        Path log = folder.resolve("mail.log");
        return Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
    }

    private String configuration() {
        return folder.resolve("conf").toString();
    }

    private static String command(String... command) throws IOException, InterruptedException {
        String[] found = command.clone();
        found[0] = Namespace.find(command[0])
                .orElseThrow(() -> new IOException(command[0] + " is not installed"))
                .toString();
        Process process = new ProcessBuilder(found).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = output(process);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " failed: " + said.strip());
        }
        return said;
    }

    /** Reads the output of a command. */
    private static String output(Process process) {
        try {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            process.getInputStream().transferTo(said);
            return said.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
