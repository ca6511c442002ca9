package io.github.mtasts.tool.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Postfix that sends mail in a sandbox. As in Debian, its smtp client runs in a chroot. */
final class RunningPostfix implements AutoCloseable {
    private final Sandbox sandbox;
    private final Process tail;
    private final BufferedReader log;
    private final int port;
    private final StringBuilder seen = new StringBuilder();

    private RunningPostfix(Sandbox sandbox, Process tail, int port) {
        this.sandbox = sandbox;
        this.tail = tail;
        this.log = new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.ISO_8859_1));
        this.port = port;
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
            DebianPrograms programs, Path folder, int port, InetAddress nameServer, String rootPem, String maps)
            throws IOException {
        Sandbox.prepare(folder, nameServer);
        Files.createDirectories(folder.resolve("conf"));
        // The name server of the chroot.
        Path etc = Files.createDirectories(folder.resolve("spool/etc"));
        Files.copy(folder.resolve("etc/resolv.conf"), etc.resolve("resolv.conf"));
        Files.writeString(folder.resolve("root.pem"), rootPem);
        Files.writeString(
                folder.resolve("conf/main.cf"),
                Sandbox.resource("main.cf")
                        .replace("@daemons@", programs.fileAt(Sandbox.ROOT, "usr/lib/postfix/sbin"))
                        .replace("@commands@", programs.fileAt(Sandbox.ROOT, "usr/sbin"))
                        .replace("@libraries@", programs.librariesAt(Sandbox.ROOT))
                        .replace("@maps@", maps));
        Files.writeString(
                folder.resolve("conf/master.cf"),
                Sandbox.resource("master.cf").replace("@port@", Integer.toString(port)));
        Path log = Files.writeString(folder.resolve("mail.log"), "");
        Sandbox sandbox = Sandbox.start(
                programs, folder, "postfix.sh", programs.fileAt(Sandbox.ROOT, "usr/lib/postfix/sbin/master"));
        Process tail = new ProcessBuilder("tail", "-n", "+1", "-f", "--pid=" + sandbox.pid(), log.toString()).start();
        RunningPostfix postfix = new RunningPostfix(sandbox, tail, port);
        try {
            postfix.await("daemon started");
            return postfix;
        } catch (IOException e) {
            postfix.close();
            throw new IOException(sandbox.output(), e);
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

    @Override
    public void close() throws IOException {
        sandbox.close();
        tail.destroyForcibly();
        log.close();
    }
}
