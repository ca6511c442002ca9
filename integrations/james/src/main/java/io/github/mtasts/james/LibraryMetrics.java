package io.github.mtasts.james;

import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.MtaStsEvent;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.OutcomeListener;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;

/**
 * Counts what the library does, in James' metrics. The names have no part that comes from outside, so that their number is bounded.
 * Thread-safe.
 */
final class LibraryMetrics implements MtaStsListener, OutcomeListener {
    private static final String PREFIX = "mtaSts.";

    private final MetricFactory factory;
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();

    LibraryMetrics(MetricFactory factory) {
        this.factory = factory;
    }

    private void count(String name) {
        metrics.computeIfAbsent(PREFIX + name, factory::generate).increment();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void resolved(MtaStsEvent.Resolved event) {
        count("resolved." + word(event.source()));
    }

    @Override
    public void fetched(MtaStsEvent.Fetched event) {
        count("fetched." + event.result().getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    @Override
    public void opened(MtaStsEvent.Opened event) {
        count("opened." + word(event.result()));
    }

    @Override
    public void unsent(MtaStsEvent.Unsent event) {
        count(event.mayFail() ? "unsent.mayFail" : "unsent.deferred");
    }

    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        for (AppliedPolicy policy : outcome.policies()) {
            count("sessions." + policy.type().token() + (policy.success() ? ".success" : ".failure"));
        }
    }
}
