package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.tool.postfix.Settings.Listen;
import io.github.mtasts.tool.postfix.Settings.SocketFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections are served, whatever the answers are. */
class SocketmapServerTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final SocketmapHandler.Limits PATIENT = new SocketmapHandler.Limits(LONG, LONG);

    @TempDir
    Path folder;

    private final RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    private final ConcurrentLinkedQueue<CompletableFuture<Reply>> pending = new ConcurrentLinkedQueue<>();
    private SocketmapServer server = new SocketmapServer(SocketmapServerTest::echo, PATIENT, metrics);

    @AfterEach
    void stop() {
        server.close();
    }

    private InetSocketAddress start(SocketmapHandler.Limits limits, Function<byte[], CompletableFuture<Reply>> answers)
            throws IOException {
        server.close();
        server = new SocketmapServer(answers, limits, metrics);
        server.listen(new Listen.Loopback(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        return server.ports().get(0);
    }

    private static CompletableFuture<Reply> echo(byte[] request) {
        return CompletableFuture.completedFuture(Reply.ok(new String(request, UTF_8)));
    }

    private CompletableFuture<Reply> later(byte[] request) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        pending.add(answer);
        return answer;
    }

    private CompletableFuture<Reply> nextPending() {
        CompletableFuture<Reply> next = pending.poll();
        while (next == null) {
            Thread.onSpinWait();
            next = pending.poll();
        }
        return next;
    }

    @Test
    void answersRequestsThatComeTogetherInTheirOrder() throws IOException {
        InetSocketAddress address = start(PATIENT, SocketmapServerTest::echo);
        try (SocketmapClient client = new SocketmapClient(address)) {
            StringBuilder all = new StringBuilder();
            for (int i = 1_000; i < 3_000; i++) {
                all.append("4:").append(i).append(',');
            }
            client.raw(all.toString().getBytes(UTF_8));
            for (int i = 1_000; i < 3_000; i++) {
                assertThat(client.reply()).isEqualTo("OK " + i);
            }
        }
    }

    @Test
    void keepsTheOrderWhenTheFirstAnswerIsLate() throws IOException {
        InetSocketAddress address =
                start(PATIENT, request -> new String(request, UTF_8).equals("slow") ? later(request) : echo(request));
        try (SocketmapClient client = new SocketmapClient(address)) {
            client.send("slow");
            client.send("fast");
            nextPending().complete(Reply.NOT_FOUND);

            assertThat(client.reply()).isEqualTo("NOTFOUND ");
            assertThat(client.reply()).isEqualTo("OK fast");
        }
    }

    /** Exim sends its request, shuts its side down, and reads until the end. */
    @Test
    void answersAPeerThatAsksNoMoreAndThenHangsUp() throws IOException {
        InetSocketAddress address = start(PATIENT, this::later);
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertAnsweredAtTheEnd(client);
        }
    }

    /** A UNIX socket cannot be closed by half in Netty: the end must not be read before the answer is written. */
    @Test
    void answersSuchAPeerAtAUnixSocketToo() throws IOException {
        start(PATIENT, this::later);
        Path path = folder.resolve("map.sock");
        server.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", Optional.empty())));
        try (SocketmapClient client = new SocketmapClient(path)) {
            assertAnsweredAtTheEnd(client);
        }
        try (SocketmapClient client = new SocketmapClient(path)) {
            client.send("slow");
            assertAnsweredAtTheEnd(client, "NOTFOUND ");
        }
    }

    private void assertAnsweredAtTheEnd(SocketmapClient client, String... before) throws IOException {
        client.send("exim a.test mx.a.test");
        client.askNoMore();
        for (String earlier : before) {
            nextPending().complete(Reply.NOT_FOUND);
            assertThat(client.reply()).isEqualTo(earlier);
        }
        nextPending().complete(Reply.ok("require"));

        assertThat(client.reply()).isEqualTo("OK require");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void serves500ConnectionsAtOnce() throws IOException {
        InetSocketAddress address = start(PATIENT, this::later);
        List<SocketmapClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                SocketmapClient client = new SocketmapClient(address);
                clients.add(client);
                client.send("postfix d" + i + ".test");
            }
            for (int i = 0; i < 500; i++) {
                nextPending().complete(Reply.ok("x"));
            }
            for (SocketmapClient client : clients) {
                assertThat(client.reply()).isEqualTo("OK x");
            }
            assertThat(metrics.connections()).hasValue(500);
        } finally {
            for (SocketmapClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void answersFromMemoryOnlyBeyondTheLimit() throws IOException {
        InetSocketAddress address = start(
                PATIENT, request -> new String(request, UTF_8).startsWith("known") ? echo(request) : later(request));
        List<SocketmapClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < SocketmapServer.MAX_CONNECTIONS; i++) {
                SocketmapClient client = new SocketmapClient(address);
                clients.add(client);
                assertThat(client.ask("known")).isEqualTo("OK known");
            }
            try (SocketmapClient known = new SocketmapClient(address);
                    SocketmapClient unknown = new SocketmapClient(address)) {
                assertThat(known.ask("known")).isEqualTo("OK known");
                assertThat(known.isClosed()).isTrue();
                assertThat(unknown.ask("other")).startsWith("TEMP the policy service has too many connections");
                assertThat(unknown.isClosed()).isTrue();
            }
        } finally {
            for (SocketmapClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closesConnectionsFarBeyondTheLimitAtOnce() throws IOException {
        InetSocketAddress address = start(PATIENT, SocketmapServerTest::echo);
        metrics.connections().set(2 * SocketmapServer.MAX_CONNECTIONS);
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void saysThatAnAnswerIsLateAndGoesOn() throws IOException {
        InetSocketAddress address = start(
                new SocketmapHandler.Limits(Duration.ofMillis(50), LONG),
                request -> new String(request, UTF_8).equals("slow") ? later(request) : echo(request));
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertThat(client.ask("slow")).startsWith("TEMP the policy is not known in time");
            nextPending().complete(Reply.ok("too late"));
            assertThat(client.ask("fast")).isEqualTo("OK fast");
        }
    }

    @Test
    void closesIdleConnections() throws IOException {
        InetSocketAddress address =
                start(new SocketmapHandler.Limits(LONG, Duration.ofSeconds(2)), SocketmapServerTest::echo);
        try (SocketmapClient client = new SocketmapClient(address)) {
            client.raw("5:ab".getBytes(UTF_8));
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void refusesMalformedRequestsBehindTheAnswersThatAreDue() throws IOException {
        InetSocketAddress address = start(PATIENT, this::later);
        try (SocketmapClient client = new SocketmapClient(address)) {
            client.raw("4:slow,x".getBytes(UTF_8));
            nextPending().complete(Reply.NOT_FOUND);

            assertThat(client.reply()).isEqualTo("NOTFOUND ");
            assertThat(client.reply()).isEqualTo("PERM a netstring begins with its length");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void refusesLongRequests() throws IOException {
        InetSocketAddress address = start(PATIENT, SocketmapServerTest::echo);
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertThat(client.ask("x".repeat(Request.LIMIT_OCTETS))).hasSize(Request.LIMIT_OCTETS + 3);
            client.raw("10001:".getBytes(UTF_8));
            assertThat(client.reply()).isEqualTo("PERM a request has at most 10000 octets");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void survivesAnswersThatThrow() throws IOException {
        InetSocketAddress address = start(PATIENT, request -> {
            if (request.length == 1) {
                throw new IllegalStateException("a fault of the test");
            }
            return CompletableFuture.failedFuture(new IllegalStateException("another one"));
        });
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertThat(client.ask("a")).startsWith("TEMP the policy service is broken");
            assertThat(client.ask("ab")).startsWith("TEMP the policy service is broken");
        }
    }

    /** Whatever comes, every reply is whole, and the next connection is served. */
    @Test
    void survivesRandomOctets() throws IOException {
        InetSocketAddress address = start(PATIENT, SocketmapServerTest::echo);
        Random random = new Random(20);
        for (int i = 0; i < 300; i++) {
            byte[] octets = new byte[1 + random.nextInt(400)];
            random.nextBytes(octets);
            for (int j = 0; j < octets.length; j += 1 + random.nextInt(8)) {
                octets[j] = (byte) "0123456789:,".charAt(random.nextInt(12));
            }
            try (SocketmapClient client = new SocketmapClient(address)) {
                client.raw(octets);
            }
        }
        try (SocketmapClient client = new SocketmapClient(address)) {
            assertThat(client.ask("still there")).isEqualTo("OK still there");
        }
    }

    @Test
    void listensAtAUnixSocketForItsGroupOnly() throws IOException {
        start(PATIENT, SocketmapServerTest::echo);
        Path path = folder.resolve("map.sock");
        String group =
                Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
        server.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", Optional.of(group))));

        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        try (SocketmapClient client = new SocketmapClient(path)) {
            assertThat(client.ask("a")).isEqualTo("OK a");
        }
        SocketmapServer second = new SocketmapServer(SocketmapServerTest::echo, PATIENT, metrics);
        assertThatThrownBy(() -> second.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", Optional.empty()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process answers at " + path);
        second.close();
        server.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void givesTheSocketToTheGroupOfTheSettings() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root may give a file to any group")
                .isEqualTo("root");
        start(PATIENT, SocketmapServerTest::echo);
        Path path = folder.resolve("map.sock");

        server.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", Optional.of("daemon"))));

        assertThat(Files.readAttributes(path, PosixFileAttributes.class).group().getName())
                .isEqualTo("daemon");
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }

    @Test
    void takesThePlaceOfASocketThatWasLeftBehindAndOfNothingElse() throws IOException {
        start(PATIENT, SocketmapServerTest::echo);
        Path path = folder.resolve("map.sock");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        server.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", Optional.empty())));
        try (SocketmapClient client = new SocketmapClient(path)) {
            assertThat(client.ask("a")).isEqualTo("OK a");
        }
        Path file = Files.writeString(folder.resolve("file"), "precious");
        assertRefused(file, Optional.empty(), "is there and is no socket");
        assertThat(file).hasContent("precious");
        assertRefused(folder.resolve("missing/x.sock"), Optional.empty(), "does not exist: make it");
        assertRefused(folder.resolve("g.sock"), Optional.of("no-such-group"), "there is no group no-such-group");
        assertThatThrownBy(() -> server.listen(new Listen.Inherited()))
                .hasMessageContaining("standard input is no listening socket");
        assertThatThrownBy(
                        () -> server.listen(new Listen.Loopback(server.ports().get(0))))
                .hasMessageContaining("cannot listen at");
    }

    private void assertRefused(Path path, Optional<String> group, String reason) {
        assertThatThrownBy(() -> server.listen(new Listen.Unix(new SocketFile(path, "rw-rw----", group))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }
}
