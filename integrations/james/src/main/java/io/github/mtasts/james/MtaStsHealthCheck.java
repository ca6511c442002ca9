package io.github.mtasts.james;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import org.apache.james.core.healthcheck.ComponentName;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Health of the plugin, for {@code additional.healthchecks} in {@code healthcheck.properties}. Degraded while a store fails, while
 * policies near their end cannot be refreshed, and while reports cannot be sent; healthy again as soon as the cause is gone.
 * Thread-safe.
 */
public final class MtaStsHealthCheck implements HealthCheck {
    private static final ComponentName NAME = new ComponentName("MTA-STS");

    private final Provider<SharedServices> shared;

    /**
     * Called by James, before its DNS is configured.
     *
     * @param shared the plugin's parts, once a mailet has started them
     */
    @Inject
    public MtaStsHealthCheck(Provider<SharedServices> shared) {
        this.shared = shared;
    }

    @Override
    public ComponentName componentName() {
        return NAME;
    }

    @Override
    public Publisher<Result> check() {
        return Mono.fromSupplier(() -> shared.get()
                        .started()
                        .map(services -> judge(services.health().faults()))
                        .orElseGet(() -> Result.degraded(
                                NAME, "no processor of mailetcontainer.xml has the mailet MtaStsRemoteDelivery")))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Result judge(List<String> faults) {
        return faults.isEmpty() ? Result.healthy(NAME) : Result.degraded(NAME, String.join("; ", faults));
    }
}
