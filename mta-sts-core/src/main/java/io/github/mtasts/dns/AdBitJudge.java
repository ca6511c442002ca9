package io.github.mtasts.dns;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Leaves the judgement to a server that is trusted: its AD bit says that an answer is secure (RFC 4035 section 3.2.3). */
final class AdBitJudge implements Judge {
    private static final Duration NO_LIMIT = Duration.ofSeconds(Integer.MAX_VALUE);

    private final Upstream upstream;
    private final DnssecThreads threads;
    private final Duration timeout;

    AdBitJudge(Upstream upstream, DnssecThreads threads, Duration timeout) {
        this.upstream = upstream;
        this.threads = threads;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<Judged> ask(Question question) {
        Deadline deadline = Deadline.in(timeout);
        return threads.onNetwork(() -> {
            Message answer = upstream.ask(question.name(), question.type(), deadline);
            return new Judged(answer, answer.getHeader().getFlag(Flags.AD), NO_LIMIT);
        });
    }
}
