package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult.Failed;
import java.io.IOException;

/** Carries a finished verdict out of the HTTP client, past everything the client would do about the response. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed verdict;

    RefusedException(Failed verdict) {
        super(verdict.failure().reason());
        this.verdict = verdict;
    }

    Failed verdict() {
        return verdict;
    }
}
