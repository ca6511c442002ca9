package io.github.mtasts.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.fetch.FetchResult;
import java.io.IOException;
import java.net.ServerSocket;

/** Compares what a fetch gave with what a configuration should give. */
final class PolicyHosts {
    private PolicyHosts() {}

    static void verify(FetchResult result, WebCase expected) {
        if (expected.cause() == null) {
            assertThat(result).as(expected.name()).isInstanceOf(FetchResult.Fetched.class);
            return;
        }
        assertThat(result).as(expected.name()).isInstanceOfSatisfying(FetchResult.Failed.class, failed -> {
            assertThat(failed.cause()).as("%s: %s", expected.name(), failed).isEqualTo(expected.cause());
            assertThat(failed.failure().reason()).as(expected.name()).contains(expected.reason());
        });
    }

    /** Whether this machine has the address {@code ::1}. */
    static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(Servers.at("::1", 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
