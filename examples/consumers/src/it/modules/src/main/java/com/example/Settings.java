package com.example;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.tlsrpt.TlsReporting;

/** Uses each of the three modules. */
final class Settings {
    static MtaStsBuilder of(TlsReporting reporting) {
        return MtaSts.builder().cache(MemoryPolicyCache.create()).outcomes(reporting);
    }

    private Settings() {}
}
