/** The envelope of a message and the status of each of its recipients, for senders under MTA-STS (RFC 8461). */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.smtp {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;

    exports io.github.mtasts.smtp;
    exports io.github.mtasts.smtp.address to
            io.github.mtasts.jakarta.mail,
            io.github.mtasts.netty;
    exports io.github.mtasts.smtp.internal to
            io.github.mtasts.jakarta.mail,
            io.github.mtasts.netty;
}
