package io.github.mtasts.benchmarks;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Matching one MX host against one mx pattern that covers it. Baseline: {@code String.equals} on two equal names. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MxMatch {
    private static final String NAME = "mail.example.com";

    private final MxHost host = MxHost.of(NAME);
    private final MxPattern name = Policies.policy(NAME).mxPatterns().get(0);
    private final MxPattern wildcard =
            Policies.policy("*.example.com").mxPatterns().get(0);
    // Two objects, so that the characters are compared.
    private String first = String.valueOf(NAME.toCharArray());
    private String second = String.valueOf(NAME.toCharArray());

    /** A pattern without a wildcard. */
    @Benchmark
    public boolean libraryName() {
        return name.matches(host);
    }

    /** A pattern with a wildcard. */
    @Benchmark
    public boolean libraryWildcard() {
        return wildcard.matches(host);
    }

    /** Two strings. */
    @Benchmark
    public boolean baselineEquals() {
        return first.equals(second);
    }
}
