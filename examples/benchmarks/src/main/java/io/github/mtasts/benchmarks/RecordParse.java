package io.github.mtasts.benchmarks;

import io.github.mtasts.policy.StsRecordParser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading one {@code _mta-sts} TXT record. Baseline: cutting the same text at its semicolons, nothing checked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordParse {
    /** Not final, so that the compiler cannot know the answer. */
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
