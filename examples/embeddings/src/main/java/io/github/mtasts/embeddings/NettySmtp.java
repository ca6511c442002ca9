package io.github.mtasts.embeddings;

import io.github.mtasts.AsyncReceiver;
import io.github.mtasts.Opening;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** The SMTP client of an event-driven server: sends one message, from MAIL on, because the library has said EHLO. */
final class NettySmtp implements AsyncReceiver {
    private final NettyTransport transport;
    private final Queue<String> commands;
    private final StringBuilder read = new StringBuilder();
    private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

    private NettySmtp(NettyTransport transport, String body) {
        this.transport = transport;
        this.commands = new ArrayDeque<>(List.of(
                "MAIL FROM:<a@sender.example>",
                "RCPT TO:<b@example.com>",
                "DATA",
                "Subject: test\r\n\r\n" + body + "\r\n."));
    }

    static CompletableFuture<Boolean> send(Opening.Ready<NettyTransport> ready, String body) {
        NettyTransport transport = ready.connection();
        NettySmtp smtp = new NettySmtp(transport, body);
        if (!ready.ehloReply()
                .get(0)
                .startsWith("250")) { // the host takes no mail now; the other lines name its extensions
            smtp.taken.complete(false);
            transport.close();
            return smtp.taken;
        }
        smtp.next();
        transport.readInto(smtp, ready::readAhead);
        return smtp.taken;
    }

    @Override
    public void received(ByteBuffer bytes) {
        read.append(StandardCharsets.US_ASCII.decode(bytes));
        List<String> lines = read.toString().lines().toList();
        if (!read.toString().endsWith("\r\n") || lines.get(lines.size() - 1).startsWith("-", 3)) {
            return; // the reply has more lines
        }
        boolean positive = read.charAt(0) == '2' || read.charAt(0) == '3';
        read.setLength(0);
        if (positive && !commands.isEmpty()) {
            next();
        } else {
            taken.complete(positive);
            transport.close();
        }
    }

    @Override
    public void closed() {
        taken.complete(false);
    }

    private void next() {
        transport.write(StandardCharsets.US_ASCII.encode(commands.remove() + "\r\n"));
    }
}
