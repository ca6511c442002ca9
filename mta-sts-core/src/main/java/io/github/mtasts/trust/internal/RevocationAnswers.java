package io.github.mtasts.trust.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of certificate authorities until they expire, and sends at most one request at a time to each authority.
 *
 * <p>An answer is read again at each use, so that its own dates decide whether it still holds. A request that failed is not
 * repeated for a minute; for five seconds after a fault of our own. An answer that one certificate cannot use may serve others: it
 * is kept, and a newer one is requested after a minute at the earliest. Bounded and thread-safe.
 */
final class RevocationAnswers {
    private static final long MAX_OCTETS = 32L << 20;
    private static final int MAX_FAILURES = 1_000;
    private static final Duration AUTHORITY_PAUSE = Duration.ofMinutes(1);
    private static final Duration OWN_PAUSE = Duration.ofSeconds(5);
    /** Kept beside the answer that was usable last, which may still hold for others. */
    private static final String UNUSABLE = "unusable ";

    /** The limits of an HTTP client are in milliseconds, and 0 of them is no limit. */
    private static final long SHORTEST_NANOS = Duration.ofMillis(1).toNanos();

    /**
     * One look-up for one certificate.
     *
     * @param source the request, which may answer for several certificates
     * @param subject the request and the certificate
     * @param authority whom it is for
     */
    record Lookup(String source, String subject, String authority) {}

    /** Reads an answer. */
    interface Reader {
        RevocationState read(byte[] answer);
    }

    /** Asks the authority. */
    interface Request {
        Optional<byte[]> send(Duration limit) throws OwnFaultException;
    }

    private record FailedLookup(long untilNanos, @Nullable String ownFault) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(byte[] octets, Instant received) {}

    private static final class Queue {
        final ReentrantLock lock = new ReentrantLock();
        int waiting;
    }

    private final Clock clock;
    private final long fairNanos;
    private final Map<String, Answer> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, FailedLookup> failures = new ConcurrentHashMap<>();
    private final Map<String, Queue> authorities = new ConcurrentHashMap<>();
    private long octets;

    /**
     * Makes an empty memory.
     *
     * @param clock dates the answers
     * @param fair the time that an authority must have had before its silence is its own fault
     */
    RevocationAnswers(Clock clock, Duration fair) {
        this.clock = clock;
        this.fairNanos = fair.toNanos();
    }

    /**
     * Answers from memory, else asks.
     *
     * @param deadlineNanos the end of the waiting, as {@link System#nanoTime}
     * @return unknown when the authority has no usable answer, or is too slow
     * @throws OwnFaultException when the authority could not be asked, or too little time was left for it
     */
    RevocationState ask(Lookup lookup, long deadlineNanos, Reader reader, Request request) throws OwnFaultException {
        RevocationState known = fromMemory(lookup, reader);
        if (known != null) {
            return known;
        }
        Queue queue = authorities.compute(lookup.authority(), (name, existing) -> {
            Queue joined = existing == null ? new Queue() : existing;
            joined.waiting++;
            return joined;
        });
        try {
            if (!queue.lock.tryLock(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw noTime();
            }
            try {
                RevocationState meanwhile = fromMemory(lookup, reader);
                return meanwhile != null ? meanwhile : send(lookup, deadlineNanos, reader, request);
            } finally {
                queue.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OwnFaultException("the thread was interrupted");
        } finally {
            authorities.compute(lookup.authority(), (name, left) -> left == null || --left.waiting == 0 ? null : left);
        }
    }

    /** Returns null when the authority must be asked. */
    private @Nullable RevocationState fromMemory(Lookup lookup, Reader reader) throws OwnFaultException {
        if (hasFailed(lookup.subject())) {
            return RevocationState.UNKNOWN;
        }
        boolean isRecent = false;
        for (String key : List.of(lookup.source(), UNUSABLE + lookup.source())) {
            Answer answer = kept(key);
            if (answer != null) {
                RevocationState state = reader.read(answer.octets());
                if (state != RevocationState.UNKNOWN) {
                    return state;
                }
                isRecent |= isRecent(answer);
            }
        }
        if (isRecent) {
            failed(lookup.subject(), AUTHORITY_PAUSE, null);
            return RevocationState.UNKNOWN;
        }
        return hasFailed(lookup.source()) ? RevocationState.UNKNOWN : null;
    }

    private boolean isRecent(Answer answer) {
        Duration age = Duration.between(answer.received(), clock.instant());
        return age.abs().compareTo(AUTHORITY_PAUSE) < 0; // the clock may be set back
    }

    /** Whether a look-up failed a short time ago. */
    private boolean hasFailed(String key) throws OwnFaultException {
        FailedLookup failed = failures.get(key);
        if (failed == null) {
            return false;
        }
        if (failed.untilNanos() - System.nanoTime() <= 0) {
            failures.remove(key, failed);
            return false;
        }
        if (failed.ownFault() != null) {
            throw new OwnFaultException(failed.ownFault());
        }
        return true;
    }

    private RevocationState send(Lookup lookup, long deadlineNanos, Reader reader, Request request)
            throws OwnFaultException {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos < SHORTEST_NANOS) {
            throw noTime();
        }
        Optional<byte[]> answer = sent(lookup, Duration.ofNanos(leftNanos), request);
        if (answer.isEmpty()) {
            if (leftNanos < fairNanos && isOver(deadlineNanos)) {
                throw new OwnFaultException("too little time was left for an answer");
            }
            failed(lookup.source(), AUTHORITY_PAUSE, null);
            return RevocationState.UNKNOWN;
        }
        RevocationState state = reader.read(answer.get());
        if (state == RevocationState.UNKNOWN) {
            failed(lookup.subject(), AUTHORITY_PAUSE, null);
            keep(UNUSABLE + lookup.source(), answer.get());
        } else {
            keep(lookup.source(), answer.get());
        }
        return state;
    }

    private Optional<byte[]> sent(Lookup lookup, Duration limit, Request request) throws OwnFaultException {
        try {
            return request.send(limit);
        } catch (OwnFaultException e) {
            if (!Thread.currentThread().isInterrupted()) {
                failed(lookup.source(), OWN_PAUSE, String.valueOf(e.getMessage()));
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

    private void failed(String key, Duration pause, @Nullable String ownFault) {
        if (failures.size() >= MAX_FAILURES) {
            failures.clear();
        }
        failures.put(key, new FailedLookup(System.nanoTime() + pause.toNanos(), ownFault));
    }

    private @Nullable Answer kept(String key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }

    /** Drops the answers that were unused for longest when there are too many. */
    private void keep(String key, byte[] answer) {
        synchronized (kept) {
            Answer replaced = kept.put(key, new Answer(answer, clock.instant()));
            octets += answer.length - (replaced == null ? 0 : replaced.octets().length);
            var oldest = kept.entrySet().iterator();
            while (octets > MAX_OCTETS && oldest.hasNext()) {
                octets -= oldest.next().getValue().octets().length;
                oldest.remove();
            }
        }
    }
}
