package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Dialer;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.name.MxHost;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A server with one connection pool for all recipient domains. */
final class PooledEmbedder implements Embedder {
    private final Map<MxHost, ParkedConnection<Socket>> pool = new ConcurrentHashMap<>();
    private final Function<String, Dialer> dialers;

    PooledEmbedder(Function<String, Dialer> dialers) {
        this.dialers = dialers;
    }

    @Override
    public boolean deliver(DeliveryAttempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Candidate.Proceed proceed) {
            Optional<Opening.Ready<Socket>> pooled = pooled(proceed);
            if (pooled.isPresent() && isTaken(proceed, pooled.get(), body)) {
                return true;
            }
            if (proceed.open(dialers.apply(host)) instanceof Opening.Ready<Socket> opened) {
                return isTaken(proceed, opened, body);
            }
        }
        return false;
    }

    /** Returns false when a connection from the pool no longer works: nothing was sent over it. */
    private boolean isTaken(Candidate.Proceed proceed, Opening.Ready<Socket> ready, String body) throws IOException {
        SmtpClient smtp = new SmtpClient(ready.connection());
        try {
            smtp.hello();
        } catch (IOException e) {
            ready.connection().close();
            if (ready.reused()) {
                return false;
            }
            throw e;
        }
        smtp.send(body);
        pool.put(proceed.host(), ready.park());
        return true;
    }

    /** Returns nothing when the parked connection does not satisfy the decision; it stays in the pool for other domains. */
    private Optional<Opening.Ready<Socket>> pooled(Candidate.Proceed proceed) {
        ParkedConnection<Socket> parked = pool.get(proceed.host());
        return parked == null ? Optional.empty() : proceed.reuse(parked);
    }

    @Override
    public void close() {
        pool.values().forEach(ParkedConnection::close);
    }
}
