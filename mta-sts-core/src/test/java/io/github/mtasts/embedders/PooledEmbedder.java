package io.github.mtasts.embedders;

import io.github.mtasts.delivery.Attempt;
import io.github.mtasts.delivery.Dialer;
import io.github.mtasts.delivery.ParkedConnection;
import io.github.mtasts.delivery.Proceed;
import io.github.mtasts.delivery.Ready;
import io.github.mtasts.name.MxHost;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A server with a pool of connections that is shared by all recipient domains. */
final class PooledEmbedder implements Embedder {
    private final Map<MxHost, ParkedConnection<Socket>> pool = new ConcurrentHashMap<>();
    private final Function<String, Dialer> dialers;

    PooledEmbedder(Function<String, Dialer> dialers) {
        this.dialers = dialers;
    }

    @Override
    public boolean deliver(Attempt attempt, String host, String body) throws Exception {
        if (attempt.candidate(host) instanceof Proceed proceed) {
            Ready<Socket> ready = pooled(proceed).orElse(null);
            if (ready == null && proceed.open(dialers.apply(host)) instanceof Ready<Socket> opened) {
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

    /** A parked connection that does not satisfy the decision stays in the pool for a domain that asks for less. */
    private Optional<Ready<Socket>> pooled(Proceed proceed) {
        ParkedConnection<Socket> parked = pool.get(proceed.host());
        return parked == null ? Optional.empty() : proceed.reuse(parked);
    }

    @Override
    public void close() {
        pool.values().forEach(ParkedConnection::close);
    }
}
