package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.acme.AcmeSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the service, checked as a whole.
 *
 * @param listen where policies are served
 * @param policies the folder with a file for each domain
 * @param delegations the file of delegated domains; null for none
 * @param state where the service keeps what it must not forget
 * @param certificates the folder of certificates that somebody else renews; null where they are obtained by ACME
 * @param acme how certificates are obtained; empty where they are in a folder
 * @param challengeListen where the files of http-01 are served; empty for tls-alpn-01
 * @param isProxied whether reverse proxies of the domains fetch the policies
 * @param status where the status page and metrics are; null for nowhere
 */
record PublishConfig(
        List<InetSocketAddress> listen,
        Path policies,
        @Nullable Path delegations,
        Path state,
        @Nullable Path certificates,
        Optional<AcmeSettings> acme,
        List<InetSocketAddress> challengeListen,
        boolean isProxied,
        @Nullable InetSocketAddress status) {}
