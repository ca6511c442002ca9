package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;

/**
 * Looks up the TLSRPT record of a domain with one DNS query. Parent domains are not queried. Stateless; thread-safe if
 * its resolver is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class TlsRptDiscovery {
    private static final String LABELS = "_smtp._tls.";

    private final TxtResolver resolver;

    /**
     * Creates a discovery.
     *
     * @param resolver looks up TXT records, once per call of {@link #discover}; follows aliases
     */
    public TlsRptDiscovery(TxtResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Looks up the record of a domain. Blocks as long as the resolver does. Does not throw for a network failure.
     *
     * @param domain the domain to be reported
     * @return the record, or the reason why there is no usable one
     */
    public TlsRptDiscoveryResult discover(PolicyDomain domain) {
        TxtAnswer answer = resolver.txt(LABELS + domain.name());
        if (answer instanceof TxtAnswer.Records records) {
            TlsRptRecordParse selection = TlsRptRecordParser.select(records.records());
            if (selection instanceof TlsRptRecordParse.Valid valid) {
                return new TlsRptDiscoveryResult.Found(valid.record(), records.ttl());
            }
            return selection instanceof TlsRptRecordParse.Invalid invalid
                    ? new TlsRptDiscoveryResult.Invalid(invalid.reason(), records.ttl())
                    : new TlsRptDiscoveryResult.Absent(records.ttl());
        }
        if (answer instanceof TxtAnswer.Absent absent) {
            return new TlsRptDiscoveryResult.Absent(absent.ttl());
        }
        TxtAnswer.Failed failed = (TxtAnswer.Failed) answer;
        return new TlsRptDiscoveryResult.TemporaryFailure(failed.reason(), failed.fault());
    }
}
