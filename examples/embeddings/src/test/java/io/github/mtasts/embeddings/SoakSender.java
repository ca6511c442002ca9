package io.github.mtasts.embeddings;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.Unsent;
import io.github.mtasts.embeddings.SoakLedger.Line;
import io.github.mtasts.embeddings.SoakLedger.Try;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** One thread of the soak: a queue with its own domains. It sends over sockets and over Netty, with and without a pool. */
final class SoakSender {
    private static final int MAX_WAITING = 50;
    private static final int LAST_ROUNDS = 30;
    private static final int SHARE_PARKED = 4;

    private final MtaSts mtaSts;
    private final SoakLedger ledger;
    private final List<SoakDomain> domains;
    private final List<SoakConnections<?>> kinds;
    private final Random random;
    private final Deque<Waiting> queue = new ArrayDeque<>();

    SoakSender(MtaSts mtaSts, SoakLedger ledger, List<SoakDomain> domains, List<SoakConnections<?>> kinds, long seed) {
        this.mtaSts = mtaSts;
        this.ledger = ledger;
        this.domains = domains;
        this.kinds = kinds;
        this.random = new Random(seed);
    }

    /** A message in the queue. */
    private static final class Waiting {
        private final SoakDomain domain;
        private final int message;
        private int tries;

        Waiting(SoakDomain domain, int message) {
            this.domain = domain;
            this.message = message;
        }
    }

    /** Sends until it is time to stop, at least once to each domain, and then what is left in the queue. */
    void run(BooleanSupplier isOver, Runnable undisturbed) throws Exception {
        for (int i = 0; i < domains.size() || !isOver.getAsBoolean(); i++) {
            SoakDomain domain = domains.get(i % domains.size());
            queue.add(new Waiting(domain, ledger.nextMessage(domain)));
            do {
                tryFirst();
            } while (queue.size() > MAX_WAITING);
        }
        undisturbed.run();
        for (int i = 0; i < LAST_ROUNDS * MAX_WAITING && !queue.isEmpty(); i++) {
            tryFirst();
        }
        queue.forEach(left -> ledger.violation("never sent: message " + left.message + " for " + left.domain.name()));
    }

    private void tryFirst() throws Exception {
        Waiting next = queue.remove();
        next.tries++;
        String token = SoakLedger.token(next.domain, next.message, next.tries);
        Try how = deliver(next.domain, token, kinds.get(random.nextInt(kinds.size())));
        ledger.ended(next.domain, token, how);
        if (how != Try.TAKEN) {
            queue.add(next);
        }
        if (next.domain.expected() != next.domain.counted()) {
            ledger.violation(
                    "outcomes after " + token + ": " + next.domain.counted() + " instead of " + next.domain.expected());
            next.domain.expect(next.domain.counted() - next.domain.expected()); // one violation each
        }
    }

    private <C> Try deliver(SoakDomain domain, String token, SoakConnections<C> connections) throws Exception {
        DeliveryRequest request = DeliveryRequest.willRetry(domain.name())
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            for (SoakHost host : domain.hosts()) {
                Try how = attempt.candidate(host.hostName()) instanceof Candidate.Proceed proceed
                        ? toHost(domain, host, proceed, token, connections)
                        : rejected(domain, host);
                if (how != Try.NOT_TAKEN) {
                    return how;
                }
            }
            if (!(attempt.unsent() instanceof Unsent.Defer)) {
                ledger.violation(token + " may fail");
            }
            return Try.NOT_TAKEN;
        }
    }

    private Try rejected(SoakDomain domain, SoakHost host) {
        ledger.add(Line.REJECTED, domain);
        domain.expect(1); // D25: one for each attempt
        if (host != SoakHost.NOT_IN_THE_POLICY || domain.mode() != SoakDomain.Mode.ENFORCE) {
            ledger.violation(host + " was rejected for " + domain.name());
        }
        return Try.NOT_TAKEN;
    }

    private <C> Try toHost(
            SoakDomain domain, SoakHost host, Candidate.Proceed proceed, String token, SoakConnections<C> connections)
            throws Exception {
        SoakConnections.Pooled<C> pooled = connections.take(host);
        Opening.Ready<C> again =
                pooled == null ? null : proceed.reuse(pooled.parked()).orElse(null);
        if (pooled != null && again == null) {
            connections.putBack(host, pooled); // it does not satisfy this decision
        } else if (pooled != null && again != null) {
            Wire wire = connections.wire(again);
            if (connections.isStillUsable(again, wire)) {
                ledger.add(Line.REUSED, domain);
                domain.expect(pooled.domains().add(domain.name()) ? 1 : 0);
                return over(wire, token, host, new InUse<>(again, pooled, connections));
            }
            ledger.add(Line.REUSE_WITHOUT_ANSWER, domain);
            connections.close(again.connection());
        }
        return newConnection(domain, host, proceed, token, connections);
    }

    private <C> Try newConnection(
            SoakDomain domain, SoakHost host, Candidate.Proceed proceed, String token, SoakConnections<C> connections)
            throws Exception {
        SoakConnections.Dialled dialled = new SoakConnections.Dialled();
        Opening<C> opening = connections.open(proceed, host, dialled);
        if (opening instanceof Opening.NotReady<C> left) {
            ledger.add(Line.NOT_READY, domain);
            domain.expect(expected(domain, left, dialled));
            if (left.cause() == Opening.NotReady.Cause.ENDED) {
                ledger.violation(token + " at " + host + ": ended");
            }
            return Try.NOT_TAKEN;
        }
        Opening.Ready<C> ready = (Opening.Ready<C>) opening;
        domain.expect(1);
        ledger.add(Line.READY, domain);
        if (ready.session().resumed()) {
            ledger.add(Line.READY_RESUMED, domain);
        }
        if (!ready.session().encrypted()) {
            ledger.add(Line.READY_IN_THE_CLEAR, domain);
        }
        Wire wire = connections.wire(ready);
        SoakConnections.Pooled<C> first = SoakConnections.Pooled.first(domain.name());
        InUse<C> use = new InUse<>(ready, first, connections);
        if (!connections.isGreeted(ready, wire)) {
            connections.close(ready.connection());
            return Try.NOT_TAKEN;
        }
        return over(wire, token, host, use);
    }

    /** D33: a connection that was made has one outcome; none where it broke before TLS and the domain has no policy. */
    private static int expected(SoakDomain domain, Opening.NotReady<?> left, SoakConnections.Dialled dialled) {
        if (dialled.connected() == 0) {
            return 0;
        }
        boolean isBeforeTls = dialled.connected() == 1 && left.cause() == Opening.NotReady.Cause.SMTP;
        return isBeforeTls && !domain.mode().isJudged() ? 0 : 1;
    }

    private record InUse<C>(Opening.Ready<C> ready, SoakConnections.Pooled<C> pooled, SoakConnections<C> connections) {
        void end(SoakHost host, boolean park) {
            if (park) {
                ParkedConnection<C> parked = ready.park();
                connections.putBack(host, new SoakConnections.Pooled<>(parked, pooled.domains()));
            } else {
                connections.close(ready.connection());
            }
        }
    }

    /** Sends one message over an opened connection. */
    private <C> Try over(Wire wire, String token, SoakHost host, InUse<C> use) {
        boolean sent = false;
        try {
            for (String line : List.of("MAIL FROM:<a@sender.example>", "RCPT TO:<b@example.com>", "DATA")) {
                String reply = wire.say(line);
                if (reply.charAt(0) != '2' && reply.charAt(0) != '3') {
                    use.end(host, random.nextBoolean());
                    return Try.NOT_TAKEN;
                }
            }
            sent = true;
            boolean taken = wire.say("Subject: soak\r\n\r\n" + token + "\r\n.").startsWith("250");
            use.end(host, random.nextInt(SHARE_PARKED) > 0);
            return taken ? Try.TAKEN : Try.NOT_TAKEN;
        } catch (IOException e) {
            use.end(host, false);
            return sent ? Try.UNKNOWN : Try.NOT_TAKEN;
        }
    }
}
