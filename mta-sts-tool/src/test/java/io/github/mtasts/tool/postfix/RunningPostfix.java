package io.github.mtasts.tool.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Postfix that sends mail, in mount and process namespaces of its own: it has users, a name server and paths that this machine need
 * not have, and all its processes end with {@link #close}, or with this JVM. As in Debian, its smtp client runs in a chroot.
 */
final class RunningPostfix implements AutoCloseable {
    private static final String ROOT = "/mnt/root";
    private static final List<String> NAMESPACES =
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");

    private final Process process;
    private final Process tail;
    private final BufferedReader log;
    private final int port;
    private final StringBuilder seen = new StringBuilder();

    private RunningPostfix(Process process, Process tail, int port) {
        this.process = process;
        this.tail = tail;
        this.log = new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.ISO_8859_1));
        this.port = port;
    }

    /** Why none can run here; empty where one can. */
    static Optional<String> missing() throws InterruptedException {
        try {
            Process trial = new ProcessBuilder(command("mount", "-t", "tmpfs", "tmpfs", "/mnt"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return trial.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("no namespaces can be made here: " + said.strip());
        } catch (IOException e) {
            return Optional.of("no namespaces can be made here: " + e.getMessage());
        }
    }

    private static String[] command(String... arguments) {
        return Stream.concat(NAMESPACES.stream(), Stream.of(arguments)).toArray(String[]::new);
    }

    /**
     * Starts it, and waits until it takes mail.
     *
     * @param folder a folder for its configuration, its queue ({@code spool}) and its log
     * @param port where it takes mail, on loopback
     * @param nameServer the address at which port 53 answers
     * @param rootPem the certificate authority that it trusts
     * @param maps the value of smtp_tls_policy_maps
     */
    static RunningPostfix start(
            PostfixPrograms programs, Path folder, int port, InetAddress nameServer, String rootPem, String maps)
            throws IOException {
        // Postfix's processes run as another user and read the folder.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(folder.resolve("conf"));
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Path etcOfChroot = Files.createDirectories(folder.resolve("spool/etc"));
        String resolvConf = "nameserver " + nameServer.getHostAddress() + "\n";
        Files.writeString(etc.resolve("resolv.conf"), resolvConf);
        Files.writeString(etcOfChroot.resolve("resolv.conf"), resolvConf);
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n");
        Files.writeString(etc.resolve("passwd"), resource("passwd"));
        Files.writeString(etc.resolve("group"), resource("group"));
        Files.writeString(folder.resolve("root.pem"), rootPem);
        Files.writeString(
                folder.resolve("conf/main.cf"),
                resource("main.cf")
                        .replace("@daemons@", programs.fileAt(ROOT, "usr/lib/postfix/sbin"))
                        .replace("@commands@", programs.fileAt(ROOT, "usr/sbin"))
                        .replace("@libraries@", programs.librariesAt(ROOT))
                        .replace("@maps@", maps));
        Files.writeString(
                folder.resolve("conf/master.cf"), resource("master.cf").replace("@port@", Integer.toString(port)));
        Path script = Files.writeString(folder.resolve("start.sh"), resource("start.sh"));
        Path log = Files.writeString(folder.resolve("mail.log"), "");

        ProcessBuilder builder = new ProcessBuilder(command(
                        "sh",
                        script.toString(),
                        folder.toString(),
                        programs.root().toString(),
                        programs.fileAt(ROOT, "usr/lib/postfix/sbin/master")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile());
        builder.environment().put("LD_LIBRARY_PATH", programs.librariesAt(ROOT));
        Process process = builder.start();
        Process tail = new ProcessBuilder("tail", "-n", "+1", "-f", "--pid=" + process.pid(), log.toString()).start();
        RunningPostfix postfix = new RunningPostfix(process, tail, port);
        try {
            postfix.await("daemon started");
            return postfix;
        } catch (IOException e) {
            postfix.close();
            throw new IOException(Files.readString(folder.resolve("start.log")), e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RunningPostfix.class.getResourceAsStream("running/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads its log up to a line with all parts, which it answers. */
    String await(String... parts) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            if (List.of(parts).stream().allMatch(line::contains)) {
                return line;
            }
        }
        throw new IOException("Postfix ended without \"" + String.join("\", \"", parts) + "\": " + seen);
    }

    /** Submits one message. */
    void submit(String from, String to) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = socket.getOutputStream()) {
            expect(in, "220");
            for (String line : List.of("HELO client.test", "MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">")) {
                out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                expect(in, "250");
            }
            out.write("DATA\r\n".getBytes(StandardCharsets.US_ASCII));
            expect(in, "354");
            out.write(("From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: Test\r\n\r\nText\r\n.\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            expect(in, "250");
        }
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String reply = String.valueOf(in.readLine());
        if (!reply.startsWith(code + " ")) {
            throw new IOException("Postfix answered " + reply);
        }
    }

    /** Ends all its processes: the script ends with its standard input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
        tail.destroyForcibly();
        log.close();
    }
}
