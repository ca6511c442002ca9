package io.github.mtasts.delivery;

import io.github.mtasts.session.SessionResult;
import java.util.function.Function;

/**
 * A connection that mail for this attempt may go over. EHLO comes next.
 *
 * @param <C> the connection
 */
public final class Ready<C> implements Opening<C> {
    private final C connection;
    private final SessionResult session;
    private final Function<C, ParkedConnection<C>> park;

    Ready(C connection, SessionResult session, Function<C, ParkedConnection<C>> park) {
        this.connection = connection;
        this.session = session;
        this.park = park;
    }

    /**
     * The connection. A socket looks as if it had just been accepted: a greeting is the first thing to be read from it.
     *
     * @return the caller's to use and to close
     */
    public C connection() {
        return connection;
    }

    /**
     * What the session showed.
     *
     * @return also where nothing was required of it
     */
    public SessionResult session() {
        return session;
    }

    /**
     * Gives the connection up for later use. It comes back only through {@link Proceed#reuse}, whose decision it must
     * satisfy. The connection object handed out here is no longer usable.
     *
     * @return what to keep in a pool
     */
    public ParkedConnection<C> park() {
        return park.apply(connection);
    }
}
