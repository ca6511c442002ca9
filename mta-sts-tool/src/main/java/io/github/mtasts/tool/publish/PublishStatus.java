package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.CertificateState;
import io.github.mtasts.tool.server.HttpServer;
import io.github.mtasts.tool.server.TlsSide;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    /** The hosts that show a certificate that senders can accept (RFC 8461 section 3.3). */
    Set<String> acceptedHosts() {
        return certificates.states().stream()
                .filter(CertificateState::isAccepted)
                .map(CertificateState::host)
                .collect(Collectors.toSet());
    }

    /** Whether every file is served and every host shows a certificate that senders can accept. */
    boolean isHealthy() {
        return book.faults().isEmpty() && acceptedHosts().containsAll(book.hosts());
    }
}
