package io.github.mtasts.dns;

import java.util.concurrent.CompletableFuture;

/** Asks one question and judges the answer by DNSSEC. */
@FunctionalInterface
interface Judge {
    /**
     * Asks without blocking. The future fails with a {@link LookupFailedException} where there is no answer, or a bogus one.
     */
    CompletableFuture<Judged> ask(Question question);
}
