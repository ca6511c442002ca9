package io.github.mtasts.tlsrpt.summary;

/** Saturating sums: counts are untrusted, and their sum must not overflow. */
final class Saturated {
    private Saturated() {}

    static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
