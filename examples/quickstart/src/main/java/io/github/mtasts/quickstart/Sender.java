package io.github.mtasts.quickstart;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** The smallest complete sender: MX lookup, one attempt, one connection at a time, Jakarta Mail for the message. */
final class Sender {
    private static final int SMTP_PORT = 25;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final MtaSts mtaSts;
    private final MxLookup mxLookup;
    private final SocketFactory sockets;
    private final String ehloName;
    private final Trace trace;

    /**
     * A sender.
     *
     * @param mtaSts decides on MX hosts and opens connections
     * @param mxLookup finds MX hosts and their addresses
     * @param sockets creates sockets
     * @param ehloName the sender's own host name
     * @param trace records the steps for the table; a mail server would log them
     */
    Sender(MtaSts mtaSts, MxLookup mxLookup, SocketFactory sockets, String ehloName, Trace trace) {
        this.mtaSts = mtaSts;
        this.mxLookup = mxLookup;
        this.sockets = sockets;
        this.ehloName = ehloName;
        this.trace = trace;
    }

    /** Delivers a message to the recipients of a domain, or says whether it is to be kept or returned. */
    Disposition send(PolicyDomain domain, MimeMessage message) {
        DeliveryRequest request =
                DeliveryRequest.willRetry(domain.name()).ehloName(ehloName).build();
        MxLookupResult lookup = mxLookup.lookup(domain);
        if (!(lookup instanceof MxLookupResult.Hosts hosts)) {
            return unsent(mtaSts.unroutable(request, lookup));
        }
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            trace.policy(attempt.resolution());
            for (MxHost host : hosts.hosts()) {
                Candidate candidate = attempt.candidate(host);
                trace.candidate(host, candidate);
                if (candidate instanceof Candidate.Proceed proceed && deliver(proceed, message)) {
                    return new Disposition.Sent(host);
                }
            }
            return unsent(attempt.unsent());
        }
    }

    private boolean deliver(Candidate.Proceed proceed, MimeMessage message) {
        for (InetAddress address : addresses(proceed.host())) {
            Opening<Socket> opening = proceed.open(() -> dial(address));
            trace.opening(opening);
            if (opening instanceof Opening.Ready<Socket> ready) {
                boolean taken = false;
                try (SMTPTransport transport = new SMTPTransport(message.getSession(), null)) {
                    transport.connect(ready.connection()); // EHLO is answered from memory
                    transport.sendMessage(message, message.getAllRecipients());
                    taken = true;
                } catch (MessagingException e) { // after a 4xx: the next address, then the next host
                    trace.smtpFailed(e);
                }
                if (taken) { // also when QUIT failed: the message must not be sent twice
                    return true;
                }
            }
        }
        return false;
    }

    private List<InetAddress> addresses(MxHost host) {
        return mxLookup.addresses(host) instanceof AddressAnswer.Addresses found ? found.addresses() : List.of();
    }

    private Socket dial(InetAddress address) throws IOException {
        Socket socket = sockets.createSocket();
        socket.setTcpNoDelay(true); // SMTP sends short lines: do not hold one back to fill a segment
        socket.connect(new InetSocketAddress(address, SMTP_PORT), CONNECT_TIMEOUT_MILLIS);
        return socket;
    }

    private static Disposition unsent(Unsent unsent) {
        if (unsent instanceof Unsent.Defer defer) {
            return new Disposition.Deferred(defer.enhancedStatus(), defer.sentence());
        }
        return new Disposition.Bounced(((Unsent.MayFail) unsent).sentence());
    }
}
