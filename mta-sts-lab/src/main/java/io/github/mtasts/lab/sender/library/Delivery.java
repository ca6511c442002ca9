package io.github.mtasts.lab.sender.library;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.lab.sender.SmtpDialogue;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;

/** Delivers messages through the library: MX lookup, one delivery attempt, one connection at a time. Thread-safe. */
public final class Delivery implements Courier {
    private static final int SMTP_PORT = 25;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final MtaSts mtaSts;
    private final MxLookup mxLookup;
    private final SocketFactory sockets;
    private final String ehloName;

    /**
     * Keeps its arguments; opens nothing.
     *
     * @param mtaSts decides on hosts and opens connections
     * @param mxLookup finds hosts and addresses
     * @param sockets makes the connections
     * @param ehloName the name for EHLO
     */
    public Delivery(MtaSts mtaSts, MxLookup mxLookup, SocketFactory sockets, String ehloName) {
        this.mtaSts = mtaSts;
        this.mxLookup = mxLookup;
        this.sockets = sockets;
        this.ehloName = ehloName;
    }

    @Override
    public Optional<Unsent> send(Message message, boolean lastTry) {
        PolicyDomain domain =
                PolicyDomain.of(message.to().substring(message.to().indexOf('@') + 1));
        DeliveryRequest request = (lastTry
                        ? DeliveryRequest.lastTry(domain.name())
                        : DeliveryRequest.willRetry(domain.name()))
                .ehloName(ehloName)
                .kind(DeliveryKind.of(
                        message.requireTls(), message.from(), message.tlsNotRequired() ? List.of("No") : List.of()))
                .build();
        MxLookupResult lookup = mxLookup.lookup(domain);
        return lookup instanceof MxLookupResult.Hosts hosts
                ? send(message, request, hosts.hosts())
                : Optional.of(mtaSts.unroutable(request, lookup));
    }

    private Optional<Unsent> send(Message message, DeliveryRequest request, List<MxHost> hosts) {
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            for (MxHost host : hosts) {
                if (attempt.candidate(host) instanceof Candidate.Proceed proceed && isTaken(message, proceed)) {
                    return Optional.empty();
                }
            }
            return Optional.of(attempt.unsent());
        }
    }

    private boolean isTaken(Message message, Candidate.Proceed proceed) {
        List<InetAddress> addresses = mxLookup.addresses(proceed.host()) instanceof AddressAnswer.Addresses found
                ? found.addresses()
                : List.of();
        for (InetAddress address : addresses) {
            if (proceed.open(() -> dial(address)) instanceof Opening.Ready<Socket> ready
                    && isTaken(message, ready, ready.session().encrypted())) {
                return true;
            }
        }
        return false;
    }

    private Socket dial(InetAddress address) throws IOException {
        Socket socket = sockets.createSocket();
        socket.setTcpNoDelay(true); // SMTP is a dialogue of small lines: none should wait for the next
        socket.connect(new InetSocketAddress(address, SMTP_PORT), TIMEOUT_MILLIS);
        return socket;
    }

    /**
     * Sends over an opened connection, on which a greeting comes first and EHLO next. Like Angus Mail it knows a connection over
     * TLS by its type, requires one where TLS was made, and starts TLS on any other connection that offers it, which fails here.
     */
    private boolean isTaken(Message message, Opening.Ready<Socket> ready, boolean encrypted) {
        try (Socket connection = ready.connection()) {
            connection.setSoTimeout(TIMEOUT_MILLIS);
            SmtpDialogue smtp = new SmtpDialogue(connection);
            if (!smtp.reply().isTaken()) {
                return false;
            }
            SmtpDialogue.Reply offers = smtp.command("EHLO " + ehloName);
            boolean overTls = connection instanceof SSLSocket;
            boolean startsTls = !overTls && offers.lines().stream().anyMatch(line -> line.endsWith("STARTTLS"));
            return overTls == encrypted
                    && !startsTls
                    && offers.isTaken()
                    && smtp.message(message.from(), message.to(), message.text(), ready.requireTls())
                            .isTaken();
        } catch (IOException e) {
            return false; // the next address is tried, and the message stays in the queue
        }
    }
}
