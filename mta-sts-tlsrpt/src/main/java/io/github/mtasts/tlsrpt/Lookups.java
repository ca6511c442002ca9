package io.github.mtasts.tlsrpt;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.count.RecordLookup;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import java.time.Duration;

/** What discovery means for counting: a record that cannot be used is as none (D18), and what is not known is counted. */
final class Lookups {
    private Lookups() {}

    static RecordLookup.Answer answer(TlsRptDiscovery discovery, PolicyDomain domain) {
        TlsRptDiscoveryResult lookup = discovery.discover(domain);
        if (lookup instanceof TlsRptDiscoveryResult.Found found) {
            return new RecordLookup.Answer(true, found.ttl());
        }
        if (lookup instanceof TlsRptDiscoveryResult.Absent absent) {
            return new RecordLookup.Answer(false, absent.ttl());
        }
        return lookup instanceof TlsRptDiscoveryResult.Invalid invalid
                ? new RecordLookup.Answer(false, invalid.ttl())
                : new RecordLookup.Answer(null, Duration.ZERO);
    }
}
