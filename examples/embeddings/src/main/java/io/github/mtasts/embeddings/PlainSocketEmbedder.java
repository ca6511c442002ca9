package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Dialer;
import io.github.mtasts.Opening;
import java.net.Socket;
import java.util.function.Function;

/** A server with its own SMTP client over blocking sockets. */
final class PlainSocketEmbedder implements Embedder {
    private final Function<String, Dialer> dialers;

    PlainSocketEmbedder(Function<String, Dialer> dialers) {
        this.dialers = dialers;
    }

    @Override
    public boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Candidate.Proceed proceed
                && proceed.open(dialers.apply(host)) instanceof Opening.Ready<Socket> ready) {
            try (Socket socket = ready.connection()) {
                SmtpClient smtp = new SmtpClient(socket);
                smtp.hello();
                smtp.send(body);
                return true;
            }
        }
        return false;
    }
}
