package io.github.mtasts.lab.sender.postfix;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * An Unbound between a mail server and the lab's DNS server, which validates signatures and keeps no answer: the resolver that DANE
 * in Postfix trusts. It runs inside a {@link Namespace}, whose resolv.conf names it as long as it runs.
 */
final class Unbound implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.53";
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int TRIES = 100;
    private static final int WAIT_MILLIS = 100;
    private static final int PORT = 53;

    private final Path folder;
    private Process process;

    private Unbound(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts it and waits for its first answer.
     *
     * @param folder for its configuration and its log
     * @param trustAnchors DS records of the root
     */
    static Unbound start(Path folder, List<String> trustAnchors) throws IOException {
        StringBuilder text = new StringBuilder("""
                server:
                  interface: %1$s
                  do-daemonize: no
                  use-syslog: no
                  chroot: ""
                  username: ""
                  pidfile: ""
                  directory: "%2$s"
                  module-config: "validator iterator"
                  do-not-query-localhost: no
                  cache-max-ttl: 1
                  cache-max-negative-ttl: 1
                  val-bogus-ttl: 1
                  val-sig-skew-min: 0
                  val-sig-skew-max: 0
                  do-ip6: no
                  local-zone: "test." nodefault
                """.formatted(ADDRESS, folder));
        trustAnchors.forEach(
                anchor -> text.append("  trust-anchor: \"").append(anchor).append("\"\n"));
        text.append("remote-control:\n  control-enable: no\n");
        text.append("forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@53\n");
        Path configuration = folder.resolve("unbound.conf");
        Files.writeString(configuration, text);
        Unbound unbound = new Unbound(folder, process(folder));
        unbound.awaitAnswer();
        Files.writeString(RESOLV_CONF, "nameserver " + ADDRESS + "\noptions edns0 trust-ad\n");
        return unbound;
    }

    private static Process process(Path folder) throws IOException {
        Path program = Namespace.find("unbound").orElseThrow(() -> new IOException("unbound is not installed"));
        return new ProcessBuilder(
                        program.toString(),
                        "-d",
                        "-c",
                        folder.resolve("unbound.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("unbound.log").toFile()))
                .start();
    }

    /** Starts it again, because it keeps failures for five seconds whatever its settings say. */
    void forget() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = process(folder);
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException {
        byte[] query = Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN))
                .toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(WAIT_MILLIS);
            for (int i = 0; i < TRIES && process.isAlive(); i++) {
                try {
                    socket.connect(InetAddress.getByName(ADDRESS), PORT);
                    socket.send(new DatagramPacket(query, query.length));
                    socket.receive(new DatagramPacket(new byte[4_096], 4_096));
                    return;
                } catch (SocketTimeoutException | PortUnreachableException e) {
                    LockSupport.parkNanos(WAIT_MILLIS * 1_000_000L);
                }
            }
        }
        close();
        throw new IOException("unbound gave no answer: " + Files.readString(folder.resolve("unbound.log")));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.writeString(RESOLV_CONF, "nameserver 127.0.0.1\n");
    }
}
