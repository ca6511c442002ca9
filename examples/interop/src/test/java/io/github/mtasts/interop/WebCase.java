package io.github.mtasts.interop;

import io.github.mtasts.fetch.FetchResult.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a web server as a Policy Host, and the result of a fetch from it.
 *
 * @param name says what is special
 * @param certificate the name of its certificate file
 * @param file the file that it serves as the policy
 * @param listen further parameters of the listener
 * @param host directives for the virtual host
 * @param policy directives for the path of the policy
 * @param ipv6 whether it listens at an IPv6 address
 * @param timeout for the whole fetch
 * @param cause the expected failure; null when the policy is expected
 * @param reason a part of the failure's reason; empty when the server's TLS library decides on it
 */
record WebCase(
        String name,
        String certificate,
        String file,
        String listen,
        String host,
        String policy,
        boolean ipv6,
        Duration timeout,
        @Nullable Cause cause,
        String reason) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A configuration without anything special, which is expected to work. */
    static WebCase web(String name) {
        return new WebCase(name, "good", "policy.txt", "", "", "", false, PATIENCE, null, "");
    }

    WebCase certificate(String newCertificate) {
        return new WebCase(name, newCertificate, file, listen, host, policy, ipv6, timeout, cause, reason);
    }

    WebCase file(String newFile) {
        return new WebCase(name, certificate, newFile, listen, host, policy, ipv6, timeout, cause, reason);
    }

    WebCase listen(String newListen) {
        return new WebCase(name, certificate, file, newListen, host, policy, ipv6, timeout, cause, reason);
    }

    WebCase host(String newHost) {
        return new WebCase(name, certificate, file, listen, newHost, policy, ipv6, timeout, cause, reason);
    }

    WebCase policy(String newPolicy) {
        return new WebCase(name, certificate, file, listen, host, newPolicy, ipv6, timeout, cause, reason);
    }

    WebCase onIpv6() {
        return new WebCase(name, certificate, file, listen, host, policy, true, timeout, cause, reason);
    }

    WebCase timeout(Duration newTimeout) {
        return new WebCase(name, certificate, file, listen, host, policy, ipv6, newTimeout, cause, reason);
    }

    WebCase fails(Cause newCause, String newReason) {
        return new WebCase(name, certificate, file, listen, host, policy, ipv6, timeout, newCause, newReason);
    }

    @Override
    public String toString() {
        return name + ": " + (cause == null ? "fetched" : cause + (reason.isEmpty() ? "" : " (" + reason + ")"));
    }
}
