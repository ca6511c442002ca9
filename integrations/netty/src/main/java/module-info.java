/** Sends the mail, or opens the connections, of Netty servers under MTA-STS (RFC 8461). */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.netty {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires transitive io.github.mtasts.smtp;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.codec;
    requires io.netty.handler;
    requires org.slf4j;

    exports io.github.mtasts.netty;
}
