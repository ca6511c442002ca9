package io.github.mtasts.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One question to one name server, or one that found no room to be asked. A look-up asks again at the next server, and for each
 * alias. Immutable.
 *
 * @param name the name asked about, in presentation format with a final dot
 * @param type the record type, such as {@code TXT}
 * @param result the result
 * @param server the name server; null for {@link Result#NOT_ASKED}
 * @param duration from the question to its end
 */
public record DnsQuery(
        String name, String type, Result result, @Nullable InetSocketAddress server, Duration duration) {
    @Override
    public String toString() {
        return type + " " + name + ": " + result + (server == null ? "" : " by " + server) + " after "
                + duration.toMillis() + " ms";
    }

    /** The result of one question. */
    public enum Result {
        /** The server answered with records, of the type or with an alias. */
        FOUND,
        /** The server answered that the name, or the type, does not exist. */
        ABSENT,
        /** The server answered SERVFAIL, or what cannot be read. */
        FAILED,
        /** The server answered REFUSED, FORMERR or NOTIMP. */
        REFUSED,
        /** The server did not answer in its share of the time. */
        TIMEOUT,
        /** The server cannot be reached: a closed port, no route, or no room on this system for a socket. */
        UNREACHABLE,
        /** Too many other questions were waiting: no server was asked. */
        NOT_ASKED
    }
}
