package io.github.mtasts.testkit;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The recordings of an attacker. Thread-safe. */
final class MitmRecord {
    private final Octets fromClients = new Octets();
    private final Octets fromServer = new Octets();
    private final Octets decrypted = new Octets();
    private final Set<OldTls> downgradedTo = EnumSet.noneOf(OldTls.class);
    private final List<Dialogue> dialogues = new ArrayList<>();
    private int connections;

    /** Octets of all sessions, in the order of their arrival. */
    static final class Octets {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        synchronized void add(byte[] block, int length) {
            all.write(block, 0, length);
        }

        synchronized byte[] toByteArray() {
            return all.toByteArray();
        }
    }

    Octets fromClients() {
        return fromClients;
    }

    Octets fromServer() {
        return fromServer;
    }

    Octets decrypted() {
        return decrypted;
    }

    synchronized void downgraded(OldTls version) {
        downgradedTo.add(version);
    }

    synchronized Set<OldTls> downgradedTo() {
        return Set.copyOf(downgradedTo);
    }

    synchronized void begin() {
        connections++;
    }

    synchronized void end() {
        connections--;
        notifyAll();
    }

    synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (connections > 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized Dialogue newDialogue() {
        Dialogue dialogue = new Dialogue();
        dialogues.add(dialogue);
        return dialogue;
    }

    synchronized List<List<SmtpLine>> dialogues() {
        return dialogues.stream().map(Dialogue::lines).toList();
    }
}
