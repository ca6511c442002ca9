/**
 * Attacks on mail senders, each run over a real network on loopback: as tests in the build of a mail server, and as a
 * command.
 */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.lab {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.testkit;
    requires io.github.mtasts.core;
    requires com.fasterxml.jackson.databind;
    requires java.logging;
    requires okhttp3;
    requires org.dnsjava;
    // For DowngradeTests.
    requires static transitive org.junit.jupiter.api;
    // For the command and the senders that come with it.
    requires static info.picocli;
    requires static io.github.mtasts.cache;
    requires static io.github.mtasts.tlsrpt;
    requires static org.bouncycastle.tls;

    exports io.github.mtasts.lab;
    exports io.github.mtasts.lab.junit;

    opens io.github.mtasts.lab.command to
            info.picocli;
    // Results are records that are written as JSON.
    opens io.github.mtasts.lab.page to
            com.fasterxml.jackson.databind;
    opens io.github.mtasts.lab.report to
            com.fasterxml.jackson.databind;
    opens io.github.mtasts.lab.scenario to
            com.fasterxml.jackson.databind;
}
