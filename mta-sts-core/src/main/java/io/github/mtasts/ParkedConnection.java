package io.github.mtasts;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.SessionResult;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A connection in a caller's pool. It can be closed, and it comes back only through {@link Candidate.Proceed#reuse}, whose
 * decision it must satisfy. A pool may keep it by host and share it among recipient domains. Thread-safe.
 *
 * @param <C> the connection
 */
public final class ParkedConnection<C> implements AutoCloseable {
    /**
     * The session data that an outcome for a further domain repeats.
     *
     * @param sending our address
     * @param receiving the host's address
     * @param helo the name from the EHLO reply
     */
    record Peer(
            @Nullable InetAddress sending,
            @Nullable InetAddress receiving,
            @Nullable String helo) {}

    /**
     * How a kind of connection passes between a user and a pool.
     *
     * @param give makes a parked connection ready for its user
     * @param take takes it away from its user again
     * @param close closes a parked connection
     */
    record Handover<C>(UnaryOperator<C> give, UnaryOperator<C> take, Consumer<C> close) {}

    private final MxHost host;
    private final SessionResult session;
    private final Peer peer;
    private final Handover<C> handover;
    private final Set<PolicyDomain> countedFor;
    private @Nullable C connection;

    ParkedConnection(
            MxHost host,
            SessionResult session,
            Peer peer,
            C connection,
            Set<PolicyDomain> countedFor,
            Handover<C> handover) {
        this.host = host;
        this.session = session;
        this.peer = peer;
        this.connection = connection;
        this.countedFor = new HashSet<>(countedFor);
        this.handover = handover;
    }

    /**
     * The MX host the connection was opened to.
     *
     * @return the name its certificate was matched against
     */
    public MxHost host() {
        return host;
    }

    /** Closes the connection, unless it was taken out of the pool. Closing twice does nothing more. */
    @Override
    public void close() {
        C parked = remove();
        if (parked != null) {
            handover.close().accept(parked);
        }
    }

    SessionResult session() {
        return session;
    }

    Peer peer() {
        return peer;
    }

    /** The connection made ready for its next user; null when it was taken or closed already. */
    @Nullable
    C take() {
        C parked = remove();
        return parked == null ? null : handover.give().apply(parked);
    }

    /** Parks the connection again, after a further use. */
    synchronized ParkedConnection<C> again(C used) {
        return new ParkedConnection<>(host, session, peer, handover.take().apply(used), countedFor, handover);
    }

    /** A session counts once for each Policy Domain that uses it (D25). */
    synchronized boolean countFor(PolicyDomain domain) {
        return countedFor.add(domain);
    }

    private synchronized @Nullable C remove() {
        C parked = connection;
        connection = null;
        return parked;
    }
}
