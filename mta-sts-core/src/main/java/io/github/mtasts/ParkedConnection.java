package io.github.mtasts;

import io.github.mtasts.dane.DaneProof;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.SessionResult;
import java.net.InetAddress;
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
     * @param give makes a connection ready for its user
     * @param take takes it away from its user again
     * @param close closes a parked connection
     */
    record Handover<C>(Give<C> give, UnaryOperator<C> take, Consumer<C> close) {}

    /** Makes a connection ready for its user. */
    @FunctionalInterface
    interface Give<C> {
        /**
         * Makes a connection ready.
         *
         * @param connection a new one, or one from a pool
         * @param ehlo the reply to EHLO
         * @param behind the octets that were read behind that reply
         * @param countReuse to be called when a connection from a pool has proved to work; null for a new one
         */
        C ready(C connection, EhloReply ehlo, byte[] behind, @Nullable Runnable countReuse);
    }

    private static final byte[] NOTHING = {};

    private final MxHost host;
    private final SessionResult session;
    private final @Nullable DaneProof daneProof;
    private final EhloReply ehlo;
    private final Peer peer;
    private final Handover<C> handover;
    /** Concurrent, and shared by every parking of the connection: an earlier user may still count. */
    private final Set<PolicyDomain> countedFor;

    private @Nullable C connection;

    ParkedConnection(
            MxHost host,
            SessionResult session,
            @Nullable DaneProof daneProof,
            EhloReply ehlo,
            Peer peer,
            C connection,
            Set<PolicyDomain> countedFor,
            Handover<C> handover) {
        this.host = host;
        this.session = session;
        this.daneProof = daneProof;
        this.ehlo = ehlo;
        this.peer = peer;
        this.connection = connection;
        this.countedFor = countedFor;
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

    /**
     * Sends QUIT and closes the connection, without a wait for the reply, unless it was taken out of the pool. Closing twice does
     * nothing more.
     */
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

    /** What authenticated the connection by TLSA records; null where nothing did. */
    @Nullable
    DaneProof daneProof() {
        return daneProof;
    }

    Peer peer() {
        return peer;
    }

    EhloReply ehlo() {
        return ehlo;
    }

    /**
     * Takes the connection out for its next user.
     *
     * @param countReuse to be called when it has proved to work
     * @return null when it was taken or closed already
     */
    @Nullable
    C take(Runnable countReuse) {
        C parked = remove();
        return parked == null ? null : handover.give().ready(parked, ehlo, NOTHING, countReuse);
    }

    /** Parks the connection again, after a further use. */
    ParkedConnection<C> again(C used) {
        return new ParkedConnection<>(
                host, session, daneProof, ehlo, peer, handover.take().apply(used), countedFor, handover);
    }

    /** A session counts once for each Policy Domain that uses it (D25). */
    boolean countFor(PolicyDomain domain) {
        return countedFor.add(domain);
    }

    private synchronized @Nullable C remove() {
        C parked = connection;
        connection = null;
        return parked;
    }
}
