package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult.Failed;
import java.io.IOException;

/** Carries a result out of an interceptor of the HTTP client, so that the client does not act on the response. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed result;

    RefusedException(Failed result) {
        super(result.failure().reason());
        this.result = result;
    }

    Failed result() {
        return result;
    }
}
