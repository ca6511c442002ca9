package io.github.mtasts.embedders;

import io.github.mtasts.delivery.Attempt;
import io.github.mtasts.delivery.Dialer;
import io.github.mtasts.delivery.Proceed;
import io.github.mtasts.delivery.Ready;
import java.net.Socket;
import java.util.function.Function;

/** A server that speaks SMTP over plain sockets. */
final class PlainSocketEmbedder implements Embedder {
    private final Function<String, Dialer> dialers;

    PlainSocketEmbedder(Function<String, Dialer> dialers) {
        this.dialers = dialers;
    }

    @Override
    public boolean deliver(Attempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Proceed proceed
                && proceed.open(dialers.apply(host)) instanceof Ready<Socket> ready) {
            try (Socket socket = ready.connection()) {
                SmtpClient.send(socket, body);
                return true;
            }
        }
        return false;
    }
}
