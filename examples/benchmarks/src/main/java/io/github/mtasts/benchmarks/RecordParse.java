package io.github.mtasts.benchmarks;

import io.github.mtasts.policy.StsRecordParser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Parsing one {@code _mta-sts} TXT record. Baseline: splitting the same text at its semicolons, without checks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordParse {
    /** Not final, so that the JIT cannot fold it. */
    private String record = "v=STSv1; id=20160831085700Z;";

    /** The library. */
    @Benchmark
    public Object library() {
        return StsRecordParser.parse(record);
    }

    /** The fields as strings. */
    @Benchmark
    public Object baselineSplit() {
        return record.split(";", 0);
    }
}
