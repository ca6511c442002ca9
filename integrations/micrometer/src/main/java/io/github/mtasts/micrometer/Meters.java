package io.github.mtasts.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Makes meters of one registry, all with the same tags besides their own. Thread-safe. */
final class Meters {
    private final MeterRegistry registry;
    private final Tags tags;

    Meters(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
    }

    /** The spelling of a constant as the value of a tag, such as {@code not-asked}. */
    static String token(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Records how long something took. */
    void record(String name, String description, Duration duration, String... more) {
        Timer.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry)
                .record(duration);
    }

    /** Counts; a count of 0 makes the counter, so that its first event is a rise. */
    void count(String name, String description, double amount, String... more) {
        Counter.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry)
                .increment(amount);
    }

    /** Shows a value that the source knows; the registry keeps the source. */
    <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value, String... more) {
        Gauge.builder(name, source, value)
                .description(description)
                .tags(tags.and(more))
                .strongReference(true)
                .register(registry);
    }

    /** Shows a count that the source keeps, which is not kept by the registry. */
    <T> void functionCounter(String name, String description, T source, ToDoubleFunction<T> value, String... more) {
        FunctionCounter.builder(name, source, value)
                .description(description)
                .tags(tags.and(more))
                .register(registry);
    }
}
