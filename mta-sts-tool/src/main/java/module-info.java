/** The command {@code mta-sts}. An application: it exports nothing. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.tool {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires okhttp3;
    requires okio;
    requires io.github.mtasts.cache;
    requires io.github.mtasts.core;
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
    opens io.github.mtasts.tool.run to
            info.picocli;
}
