package io.github.mtasts.benchmarks;

import io.github.mtasts.policy.PolicyParser;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Parsing a policy from the bytes of a body. Baseline: {@code String.split} into lines and each line at its colon, into a
 * map, without checks; of several mx lines the map keeps one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyParse {
    /** The example of RFC 8461 section 3.2. Not final, so that the JIT cannot fold it. */
    private byte[] body = """
            version: STSv1\r
            mode: enforce\r
            mx: mail.example.com\r
            mx: *.example.net\r
            mx: backupmx.example.com\r
            max_age: 604800\r
            """.getBytes(StandardCharsets.US_ASCII);

    /** The library. */
    @Benchmark
    public Object library() {
        return PolicyParser.parse(body);
    }

    /** The fields as strings. */
    @Benchmark
    public Object baselineSplit() {
        Map<String, String> fields = new HashMap<>();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", 0)) {
            String[] field = line.split(":", 2);
            fields.put(field[0], field[1].trim());
        }
        return fields;
    }
}
