package io.github.mtasts.dns;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Judges by signatures while the servers pass them through, and by the operator's choice while they do not.
 *
 * <p>Without this, servers that drop signatures would make each name fail, the names of unsigned zones too: the proof that a
 * zone is not signed is itself a signed record.
 */
final class ProbingJudge implements Judge {
    private static final Duration KEPT_UNSIGNED = Duration.ofMinutes(1);

    private final Judge bySignatures;
    private final Upstream upstream;
    private final SignatureProbe probe;
    private final DnssecResolver.StrippedSignatures whenStripped;
    private final DnssecThreads threads;
    private final Duration timeout;

    ProbingJudge(
            Judge bySignatures,
            Upstream upstream,
            SignatureProbe probe,
            DnssecResolver.StrippedSignatures whenStripped,
            DnssecThreads threads,
            Duration timeout) {
        this.bySignatures = bySignatures;
        this.upstream = upstream;
        this.probe = probe;
        this.whenStripped = whenStripped;
        this.threads = threads;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<Judged> ask(Question question) {
        if (!probe.isDue()) {
            return byFinding(question, probe.areStripped());
        }
        return threads.onNetwork(probe::ask).thenCompose(stripped -> byFinding(question, stripped));
    }

    private CompletableFuture<Judged> byFinding(Question question, boolean stripped) {
        return stripped ? unsigned(question) : signed(question);
    }

    private CompletableFuture<Judged> signed(Question question) {
        return bySignatures.ask(question).exceptionallyCompose(thrown -> {
            if (!isBogus(thrown) || !probe.isSuspect()) {
                return CompletableFuture.failedFuture(thrown);
            }
            return threads.onNetwork(probe::ask)
                    .thenCompose(stripped -> stripped ? unsigned(question) : CompletableFuture.failedFuture(thrown));
        });
    }

    private static boolean isBogus(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof LookupFailedException failure && failure.isBogus();
    }

    private CompletableFuture<Judged> unsigned(Question question) {
        if (whenStripped == DnssecResolver.StrippedSignatures.FAIL) {
            return CompletableFuture.failedFuture(
                    new LookupFailedException("the DNS servers drop signatures", LookupFault.RESOLVERS));
        }
        Deadline deadline = Deadline.in(timeout);
        return threads.onNetwork(
                () -> new Judged(upstream.ask(question.name(), question.type(), deadline), false, KEPT_UNSIGNED));
    }
}
