package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.CertificateState;
import io.github.mtasts.tool.server.HttpServer;
import io.github.mtasts.tool.server.TlsSide;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the service knows of itself.
 *
 * @param book the policies
 * @param certificates the certificates
 * @param statistics the responses
 * @param tls the handshakes
 * @param server the connections
 * @param clock the time
 */
record PublishStatus(
        PolicyBook book,
        CertificateSource certificates,
        PublishStatistics statistics,
        TlsSide tls,
        HttpServer server,
        Clock clock) {
    /** The certificate of each host that has a policy. */
    Map<String, CertificateState> certificatesByHost() {
        Map<String, CertificateState> byHost = new TreeMap<>();
        certificates.states().forEach(each -> byHost.put(each.host(), each));
        return byHost;
    }

    /** Whether every file is served and every host has a certificate that has not expired. */
    boolean isHealthy() {
        Instant now = clock.instant();
        Map<String, CertificateState> byHost = certificatesByHost();
        return book.faults().isEmpty()
                && book.hosts().stream()
                        .allMatch(host -> byHost.containsKey(host)
                                && byHost.get(host).end().filter(now::isBefore).isPresent());
    }
}
