package io.github.mtasts.tool.check;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.Opening;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.tool.run.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Asks the library what it would do as a sender, with the answers that were seen already, so that facts and verdict never differ.
 * Nothing is sent.
 */
final class SenderLook {
    private static final int SMTP_PORT = 25;
    private static final int QUIT_LIMIT_MILLIS = 5_000;
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(60);

    /** Lets every session go on, and lists all that fails. */
    private static final LocalPolicy AUDIT = new LocalPolicy() {
        private final LocalRule testing = new LocalRule.TreatAsTesting();

        @Override
        public LocalRule rule(PolicyDomain domain) {
            return testing;
        }

        @Override
        public DaneRule daneRule(PolicyDomain domain) {
            return DaneRule.AUDIT;
        }
    };

    private final Network network;
    private final TxtAnswer record;
    private final FetchResult fetch;
    private final String ehloName;

    SenderLook(Network network, TxtAnswer record, FetchResult fetch, String ehloName) {
        this.network = network;
        this.record = record;
        this.fetch = fetch;
        this.ehloName = ehloName;
    }

    Attempts begin(PolicyDomain domain) {
        DeliveryRequest request =
                DeliveryRequest.willRetry(domain.name()).ehloName(ehloName).build();
        return new Attempts(builder().build(), builder().localPolicy(AUDIT).build(), request);
    }

    private MtaStsBuilder builder() {
        return MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(name -> record, network.dns())
                .fetcher(domain -> fetch)
                .dane(network.dnssec())
                .trustAnchors(network.anchors())
                .clock(network.surroundings().clock())
                .openingLimit(OPENING_LIMIT);
    }

    /** One attempt by the rules, and one that lets every session go on. */
    final class Attempts implements AutoCloseable {
        private final MtaSts strict;
        private final MtaSts audit;
        private final DeliveryAttempt strictAttempt;
        private final DeliveryAttempt auditAttempt;

        private Attempts(MtaSts strict, MtaSts audit, DeliveryRequest request) {
            this.strict = strict;
            this.audit = audit;
            this.strictAttempt = strict.begin(request);
            this.auditAttempt = audit.begin(request);
        }

        Candidate candidate(MxHost host) {
            return strictAttempt.candidate(host);
        }

        List<Probe> probes(MxHost host, List<InetAddress> addresses) {
            return auditAttempt.candidate(host) instanceof Candidate.Proceed proceed
                    ? network.together(addresses.stream()
                            .map(address -> (Callable<Probe>) () -> probe(proceed, address))
                            .toList())
                    : List.of();
        }

        private Probe probe(Candidate.Proceed host, InetAddress address) {
            Opening<Socket> opening = host.open(
                    Dialer.to(address, SMTP_PORT, network.surroundings().sockets()));
            if (opening instanceof Opening.Ready<Socket> ready) {
                quit(ready.connection());
                return new Probe(address, ready.session(), null, null);
            }
            Opening.NotReady<Socket> failed = (Opening.NotReady<Socket>) opening;
            return new Probe(address, null, failed.cause(), failed.reply());
        }

        /** Politeness: some hosts count connections that end without a word. */
        private void quit(Socket connection) {
            try (connection) {
                connection.setSoTimeout(QUIT_LIMIT_MILLIS);
                connection.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().flush();
            } catch (IOException e) {
                // the host has hung up first: nothing is lost
            }
        }

        @Override
        public void close() {
            strictAttempt.close();
            auditAttempt.close();
            strict.close();
            audit.close();
        }
    }
}
