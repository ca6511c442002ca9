package io.github.mtasts.benchmarks;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A store that discards what it is given, so that only counting is measured. */
final class NoReports {
    private NoReports() {}

    static ReportRepository repository() {
        return (ReportRepository) Proxy.newProxyInstance(
                ReportRepository.class.getClassLoader(),
                new Class<?>[] {ReportRepository.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "times" -> PlanTimes.DEFAULT;
                    case "add" -> AddResult.COMPLETE;
                    case "forget" -> Set.of();
                    case "isShared" -> false;
                    case "remember" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Every domain asks for reports. */
    static TlsRptDiscoveryResult asks(PolicyDomain domain) {
        return new TlsRptDiscoveryResult.Found(new TlsRptRecord(List.of(), List.of()), Duration.ofHours(1));
    }
}
