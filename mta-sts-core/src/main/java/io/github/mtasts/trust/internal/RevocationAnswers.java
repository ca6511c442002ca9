package io.github.mtasts.trust.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of certificate authorities until they expire, and sends at most one request at a time to each authority.
 *
 * <p>An answer is read again at each use, so that its own dates decide whether it still holds. After a look-up has failed, the
 * same one is not repeated for a minute; for five seconds after a fault of our own. Bounded and thread-safe.
 */
final class RevocationAnswers {
    private static final long MAX_OCTETS = 32L << 20;
    private static final int MAX_FAILURES = 1_000;
    private static final long AUTHORITY_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long OWN_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    /** The limits of an HTTP client are in milliseconds, and 0 of them is no limit. */
    private static final long SHORTEST_NANOS = Duration.ofMillis(1).toNanos();

    /** Reads an answer. */
    interface Reader {
        RevocationState read(byte[] answer);
    }

    /** Asks the authority. */
    interface Request {
        Optional<byte[]> send(Duration limit) throws OwnFaultException;
    }

    private record FailedLookup(long untilNanos, @Nullable String ownFault) {}

    private static final class Queue {
        final ReentrantLock lock = new ReentrantLock();
        int waiting;
    }

    private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, FailedLookup> failures = new ConcurrentHashMap<>();
    private final Map<String, Queue> authorities = new ConcurrentHashMap<>();
    private long octets;

    /**
     * Answers from memory, else asks.
     *
     * @param key the question
     * @param authority whom it is for
     * @param deadlineNanos the end of the waiting, as {@link System#nanoTime}
     * @return unknown when the authority has no usable answer, or is too slow
     * @throws OwnFaultException when the authority could not be asked, or no time was left for it
     */
    RevocationState ask(String key, String authority, long deadlineNanos, Reader reader, Request request)
            throws OwnFaultException {
        RevocationState known = fromMemory(key, reader);
        if (known != null) {
            return known;
        }
        Queue queue = authorities.compute(authority, (name, existing) -> {
            Queue joined = existing == null ? new Queue() : existing;
            joined.waiting++;
            return joined;
        });
        try {
            if (!queue.lock.tryLock(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw noTime();
            }
            try {
                RevocationState meanwhile = fromMemory(key, reader);
                return meanwhile != null ? meanwhile : send(key, deadlineNanos, reader, request);
            } finally {
                queue.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OwnFaultException("the thread was interrupted");
        } finally {
            authorities.compute(authority, (name, left) -> left == null || --left.waiting == 0 ? null : left);
        }
    }

    /** Returns null when the authority must be asked. */
    private @Nullable RevocationState fromMemory(String key, Reader reader) throws OwnFaultException {
        byte[] answer;
        synchronized (kept) {
            answer = kept.get(key);
        }
        RevocationState state = answer == null ? RevocationState.UNKNOWN : reader.read(answer);
        if (state != RevocationState.UNKNOWN) {
            return state;
        }
        FailedLookup failed = failures.get(key);
        if (failed == null) {
            return null;
        }
        if (failed.untilNanos() - System.nanoTime() <= 0) {
            failures.remove(key, failed);
            return null;
        }
        if (failed.ownFault() != null) {
            throw new OwnFaultException(failed.ownFault());
        }
        return RevocationState.UNKNOWN;
    }

    private RevocationState send(String key, long deadlineNanos, Reader reader, Request request)
            throws OwnFaultException {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos < SHORTEST_NANOS) {
            throw noTime();
        }
        try {
            Optional<byte[]> answer = request.send(Duration.ofNanos(leftNanos));
            RevocationState state = answer.map(reader::read).orElse(RevocationState.UNKNOWN);
            if (state == RevocationState.UNKNOWN) {
                failed(key, AUTHORITY_PAUSE_NANOS, null);
            } else {
                keep(key, answer.orElseThrow());
            }
            return state;
        } catch (OwnFaultException e) {
            if (!Thread.currentThread().isInterrupted()) {
                failed(key, OWN_PAUSE_NANOS, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** Whether too little time is left to ask. */
    static boolean isOver(long deadlineNanos) {
        return deadlineNanos - System.nanoTime() < SHORTEST_NANOS;
    }

    private static OwnFaultException noTime() {
        return new OwnFaultException("no time was left to ask");
    }

    private void failed(String key, long pauseNanos, @Nullable String ownFault) {
        if (failures.size() >= MAX_FAILURES) {
            failures.clear();
        }
        failures.put(key, new FailedLookup(System.nanoTime() + pauseNanos, ownFault));
    }

    /** Drops the answers that were unused for longest when there are too many. */
    private void keep(String key, byte[] answer) {
        synchronized (kept) {
            byte[] replaced = kept.put(key, answer);
            octets += answer.length - (replaced == null ? 0 : replaced.length);
            var oldest = kept.entrySet().iterator();
            while (octets > MAX_OCTETS && oldest.hasNext()) {
                octets -= oldest.next().getValue().length;
                oldest.remove();
            }
        }
    }
}
