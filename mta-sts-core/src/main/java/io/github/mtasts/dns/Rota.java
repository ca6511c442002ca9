package io.github.mtasts.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attempts of one question: two at each server, and more at servers that cannot be reached. Not thread-safe. */
final class Rota {
    private static final int ROUNDS = 2;

    private final List<Integer> attempts = new ArrayList<>();
    private final long pauseNanos;
    /** The time from which a server that could not be reached is asked again, on the clock of {@link System#nanoTime}. */
    private final Map<Integer, Long> dueNanos = new HashMap<>();

    Rota(int servers, int first, long pauseNanos) {
        this.pauseNanos = pauseNanos;
        for (int i = 0; i < servers * ROUNDS; i++) {
            attempts.add((first + i) % servers);
        }
    }

    boolean isEmpty() {
        return attempts.isEmpty();
    }

    /** Takes the attempt that is due first. */
    int next() {
        int best = 0;
        for (int i = 1; i < attempts.size(); i++) {
            if (pauseNanos(attempts.get(i)) < pauseNanos(attempts.get(best))) {
                best = i;
            }
        }
        return attempts.remove(best);
    }

    /** How long to wait before a server is asked; 0 unless it could not be reached. */
    long pauseNanos(int server) {
        Long due = dueNanos.get(server);
        return due == null ? 0 : Math.max(0, due - System.nanoTime());
    }

    /** The attempts left at servers that may give an answer, and therefore need a share of the time. */
    int reachable() {
        return (int) attempts.stream()
                .filter(server -> !dueNanos.containsKey(server))
                .count();
    }

    /** The server answered, and would answer the same again. */
    void refused(int server) {
        attempts.removeIf(other -> other == server);
    }

    /** The attempt does not count; the next one at this server is after the pause. */
    void unreachable(int server) {
        attempts.add(server);
        dueNanos.put(server, System.nanoTime() + pauseNanos);
    }
}
