/** The command {@code mta-sts}. An application: it exports nothing. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.tool {
    requires static transitive org.jspecify;
    // IDNA 2008, for which the core asks.
    requires com.ibm.icu;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires java.net.http;
    // Signals; found at run time.
    requires jdk.unsupported;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires okhttp3;
    requires okio;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.shredzone.acme4j;
    requires org.slf4j;
    requires io.github.mtasts.cache;
    requires io.github.mtasts.core;
    requires io.github.mtasts.micrometer;
    requires io.github.mtasts.tlsrpt;

    // Commands and their options.
    opens io.github.mtasts.tool to
            info.picocli;
    opens io.github.mtasts.tool.check to
            info.picocli;
    opens io.github.mtasts.tool.lint to
            info.picocli;
    opens io.github.mtasts.tool.plan to
            info.picocli;
    opens io.github.mtasts.tool.postfix to
            info.picocli;
    opens io.github.mtasts.tool.publish to
            info.picocli;
    opens io.github.mtasts.tool.reports to
            info.picocli;
    opens io.github.mtasts.tool.run to
            info.picocli;
}
