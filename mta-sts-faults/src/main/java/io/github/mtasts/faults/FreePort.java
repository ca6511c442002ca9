package io.github.mtasts.faults;

import io.github.mtasts.testkit.RealAddresses;
import java.net.InetAddress;

/**
 * A port for a server that a test starts a moment later. It is none of those that systems give to clients and to servers that ask
 * for any port, so that the tests of another process do not take it in between.
 */
public final class FreePort {
    private FreePort() {}

    /** Chooses a port that is free for TCP and UDP at every address. */
    public static int choose() {
        return RealAddresses.onFreePorts(InetAddress.getLoopbackAddress()).smtpPort();
    }
}
