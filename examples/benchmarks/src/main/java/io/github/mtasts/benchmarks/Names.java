package io.github.mtasts.benchmarks;

import java.util.Random;

/** Recipient domains, most of them hosted by few providers, in random order. */
final class Names {
    /** Hosted domains repeat the policies of few providers. */
    private static final int PROVIDERS = 1_000;

    private Names() {}

    static String domain(int index) {
        return "customer-" + index + ".example";
    }

    static String mx(int index) {
        return "mx1.provider-" + index % PROVIDERS + ".example";
    }

    /** The provider's one mx line, which covers {@link #mx}. */
    static String pattern(int index) {
        return "*.provider-" + index % PROVIDERS + ".example";
    }

    /** The numbers below a count, each once, in the same random order at every call. */
    static int[] shuffled(int count) {
        int[] order = new int[count];
        Random random = new Random(8461);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
