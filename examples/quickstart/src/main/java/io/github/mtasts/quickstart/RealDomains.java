package io.github.mtasts.quickstart;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.Opening;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Looks up real domains and prints the decision for each of their MX hosts. Sends nothing. */
final class RealDomains {
    private static final int SMTP_PORT = 25;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final boolean probe;
    private final @Nullable Path state;
    private final Supplier<DnsResolver> resolver;
    private final Supplier<DnssecResolver> signed;
    private final SocketFactory sockets;
    private final UnaryOperator<MtaStsBuilder> choices;
    private final Console console;
    private final Table table = new Table("domain", "mode", "MX host", "decision", "session");

    /** Uses the system's resolver and its network. */
    RealDomains(boolean probe, @Nullable Path state, Console console) {
        this(
                probe,
                state,
                () -> DnsResolver.builder().build(),
                () -> DnssecResolver.builder().build(),
                SocketFactory.getDefault(),
                builder -> builder,
                console);
    }

    RealDomains(
            boolean probe,
            @Nullable Path state,
            Supplier<DnsResolver> resolver,
            Supplier<DnssecResolver> signed,
            SocketFactory sockets,
            UnaryOperator<MtaStsBuilder> choices,
            Console console) {
        this.probe = probe;
        this.state = state;
        this.resolver = resolver;
        this.signed = signed;
        this.sockets = sockets;
        this.choices = choices;
        this.console = console;
    }

    int show(List<String> names) {
        try (DnsResolver dns = resolver.get();
                DnssecResolver dnssec = signed.get();
                Memory memory = new Memory(state);
                MtaSts mtaSts = choices.apply(
                                MtaSts.builder().cache(memory.cache()).dns(dns).dane(dnssec))
                        .build()) {
            MxLookup mxLookup = new MxLookup(dnssec, dnssec, Set.of());
            int problems = 0;
            for (String name : names) {
                Optional<String> problem = PolicyDomain.parse(name)
                        .map(domain -> look(domain, mtaSts, mxLookup))
                        .orElse(Optional.of("\"" + name + "\" is not a domain name"));
                problem.ifPresent(console.err()::println);
                problems += problem.isPresent() ? 1 : 0;
            }
            console.out().println(table);
            console.out()
                    .printf("%n%d domains looked up, %d without an answer; nothing was sent%n", names.size(), problems);
            return problems == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IllegalStateException | StoreException e) {
            console.err().println(e.getMessage()); // for example: no DNS server is configured on this system
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Adds the rows of the domain to the table. Returns a sentence instead when the DNS gave no answer. */
    private Optional<String> look(PolicyDomain domain, MtaSts mtaSts, MxLookup mxLookup) {
        MxLookupResult lookup = mxLookup.lookup(domain);
        if (lookup instanceof MxLookupResult.TemporaryFailure failure) {
            return Optional.of("the DNS gave no answer about " + domain + ": " + failure.reason()
                    + " (check the network and the resolver)");
        }
        DeliveryRequest request = DeliveryRequest.willRetry(domain.name())
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            Trace trace = new Trace();
            trace.policy(attempt.resolution());
            if (!(lookup instanceof MxLookupResult.Hosts hosts)) {
                table.row(domain.name(), trace.mode(), "-", NoHosts.sentence(lookup), "-");
                return Optional.empty();
            }
            for (MxHost host : hosts.hosts()) {
                Candidate candidate = attempt.candidate(host);
                trace.candidate(host, candidate);
                if (probe && candidate instanceof Candidate.Proceed proceed) {
                    probe(proceed, mxLookup, trace);
                }
                table.row(domain.name(), trace.mode(), trace.host(), trace.decision(), trace.session());
            }
            return Optional.empty();
        }
    }

    private void probe(Candidate.Proceed proceed, MxLookup mxLookup, Trace trace) {
        if (!(mxLookup.addresses(proceed.host()) instanceof AddressAnswer.Addresses found)) {
            return;
        }
        for (InetAddress address : found.addresses()) {
            Opening<Socket> opening = proceed.open(() -> dial(address));
            trace.opening(opening);
            if (opening instanceof Opening.Ready<Socket> ready) {
                try (Socket socket = ready.connection()) {
                    socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    trace.smtpFailed(e);
                }
                return;
            }
        }
    }

    private Socket dial(InetAddress address) throws IOException {
        Socket socket = sockets.createSocket();
        socket.connect(new InetSocketAddress(address, SMTP_PORT), CONNECT_TIMEOUT_MILLIS);
        return socket;
    }
}
