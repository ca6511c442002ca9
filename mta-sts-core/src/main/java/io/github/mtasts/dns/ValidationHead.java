package io.github.mtasts.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * Fetches answers with their signatures for dnsjava's validator.
 *
 * <p>Comes in: the validator's questions. Goes out: the servers' answers, not judged. Equal questions at the same time are
 * asked once; DS and DNSKEY answers are kept for their TTL; a question that failed is not asked again for a few seconds, so
 * that a broken zone costs a bounded number of questions. Nothing runs on the common pool. Thread-safe.
 */
final class ValidationHead implements Resolver {
    /** The validator's sections beyond the answer that show whether a negative answer says anything. */
    private static final List<Integer> DENIALS = List.of(Type.SOA, Type.NSEC, Type.NSEC3);

    private static final int MAX_KEPT = 10_000;
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);
    private static final long ADDED_SOA_TTL_SECONDS = AliasWalk.NEGATIVE_TTL_WITHOUT_SOA.toSeconds();

    private final Upstream upstream;
    private final DnssecThreads threads;
    private final Executor validation;
    private final Duration timeout;
    private final TtlCache<Message> keys;
    private final TtlCache<LookupFailedException> failures;
    private final Map<Question, CompletableFuture<Message>> underWay = new ConcurrentHashMap<>();

    /**
     * @param upstream asks with DO and CD set
     * @param timeout the time for each question, the wait for a thread included
     */
    ValidationHead(Upstream upstream, DnssecThreads threads, Duration timeout, LongSupplier nanoTime) {
        this.upstream = upstream;
        this.threads = threads;
        this.validation = threads.validation();
        this.timeout = timeout;
        this.keys = new TtlCache<>(MAX_KEPT, nanoTime);
        this.failures = new TtlCache<>(MAX_KEPT, nanoTime);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return sendAsync(query);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        Question question = Question.of(query.getQuestion());
        int id = query.getHeader().getID();
        LookupFailedException failed = failures.get(question);
        if (failed != null) {
            return ended(failed);
        }
        Message known = keys.get(question);
        if (known != null) {
            PoolFuture<Message> done = new PoolFuture<>(validation);
            done.complete(copy(known, id));
            return done;
        }
        return ask(question).thenApplyAsync(answer -> copy(answer, id), validation);
    }

    private CompletableFuture<Message> ended(LookupFailedException failure) {
        PoolFuture<Message> ended = new PoolFuture<>(validation);
        ended.completeExceptionally(failure);
        return ended;
    }

    /** The validator writes into the messages that it gets. */
    private static Message copy(Message answer, int id) {
        Message copy = answer.clone();
        copy.getHeader().setID(id);
        return copy;
    }

    private CompletableFuture<Message> ask(Question question) {
        PoolFuture<Message> mine = new PoolFuture<>(validation);
        CompletableFuture<Message> first = underWay.putIfAbsent(question, mine);
        if (first != null) {
            return first;
        }
        Deadline deadline = Deadline.in(timeout);
        CompletableFuture<Message> unused = threads.onNetwork(
                        () -> completed(question, upstream.ask(question.name(), question.type(), deadline)))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        keep(question, answer);
                    } else if (failure instanceof LookupFailedException known
                            && known.fault() != LookupFault.NOT_ASKED) {
                        failures.put(question, known, FAILURE_KEPT);
                    }
                    underWay.remove(question, mine);
                    if (failure == null) {
                        mine.complete(answer);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /**
     * An answer without records and without SOA, NSEC and NSEC3 gets an unsigned SOA: from an unsigned zone it then counts as
     * "no such record", and not as a failure, which would hold mail back. In a signed zone it stays a failure, because the
     * SOA has no signature.
     */
    private static Message completed(Question question, Message answer) throws LookupFailedException {
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            for (Record one : answer.getSection(section)) {
                // No trust anchor covers another class: the validator would take such an answer for that of an unsigned
                // zone.
                if (one.getDClass() != DClass.IN) {
                    throw new LookupFailedException("malformed answer: a record of class " + one.getDClass());
                }
            }
        }
        boolean bare = answer.getSection(Section.ANSWER).isEmpty()
                && answer.getSection(Section.AUTHORITY).stream().noneMatch(one -> DENIALS.contains(one.getType()));
        if (!bare) {
            return answer;
        }
        Message completed = answer.clone();
        Name owner = question.name();
        completed.addRecord(
                new SOARecord(
                        owner,
                        DClass.IN,
                        ADDED_SOA_TTL_SECONDS,
                        owner,
                        owner,
                        0,
                        ADDED_SOA_TTL_SECONDS,
                        ADDED_SOA_TTL_SECONDS,
                        ADDED_SOA_TTL_SECONDS,
                        ADDED_SOA_TTL_SECONDS),
                Section.AUTHORITY);
        return completed;
    }

    private void keep(Question question, Message answer) {
        if (question.type() == Type.DS || question.type() == Type.DNSKEY) {
            long seconds = LONGEST_KEPT.toSeconds();
            for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
                for (Record one : answer.getSection(section)) {
                    seconds = Math.min(seconds, one.getTTL());
                }
            }
            keys.put(question, answer, Duration.ofSeconds(seconds));
        }
    }

    /** Forgets kept answers, because the servers have begun or ceased to pass signatures through. */
    void forget() {
        keys.clear();
        failures.clear();
    }

    @Override
    public Message send(Message query) throws IOException {
        throw new UnsupportedOperationException("the validator asks asynchronously");
    }

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException("servers have their ports");
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException("TCP is used where it is needed");
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        if (flag) {
            throw new UnsupportedOperationException("truncated answers are asked for again over TCP");
        }
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        // The validator asks for DO; each question has it set.
    }

    @Override
    public void setTSIGKey(@Nullable TSIG key) {
        throw new UnsupportedOperationException("questions are not signed");
    }

    @Override
    public void setTimeout(Duration time) {
        throw new UnsupportedOperationException("the time-out is set when the resolver is built");
    }
}
