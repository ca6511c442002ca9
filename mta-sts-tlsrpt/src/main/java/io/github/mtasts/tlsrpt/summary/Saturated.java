package io.github.mtasts.tlsrpt.summary;

/** Sums of counts that strangers chose: they stop at the largest number rather than turn negative. */
final class Saturated {
    private Saturated() {}

    static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
