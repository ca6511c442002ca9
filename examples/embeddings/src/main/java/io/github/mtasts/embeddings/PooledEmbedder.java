package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Dialer;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.name.MxHost;
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
            Opening.Ready<Socket> ready = pooled(proceed).orElse(null);
            if (ready == null && proceed.open(dialers.apply(host)) instanceof Opening.Ready<Socket> opened) {
                ready = opened;
            }
            if (ready != null) {
                SmtpClient.send(ready.connection(), body);
                pool.put(proceed.host(), ready.park());
                return true;
            }
        }
        return false;
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
