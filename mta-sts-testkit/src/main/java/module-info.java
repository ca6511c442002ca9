/** A mail network on loopback for tests: DNS, policy hosts, MX hosts, attackers and the CA behind them. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.testkit {
    requires static transitive org.jspecify;
    requires java.logging;
    requires static org.junit.jupiter.api;
    requires mockwebserver3;
    requires okhttp3;
    requires okio;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;

    exports io.github.mtasts.testkit;
}
