package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;

/**
 * Finds out whether a domain asks for reports, with one question to the DNS. No parent domain is asked. Thread-safe if its
 * resolver is; holds nothing between calls.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class TlsRptDiscovery {
    private static final String LABELS = "_smtp._tls.";

    private final TxtResolver resolver;

    /**
     * Makes a discovery.
     *
     * @param resolver asked for TXT records, once for each call of {@link #discover}; follows aliases
     */
    public TlsRptDiscovery(TxtResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Looks for the record of a domain. Blocks as long as the resolver does.
     *
     * @param domain the domain that would be reported to
     * @return the record, or why there is none to go by; never an exception for what the network did
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
        return answer instanceof TxtAnswer.Absent absent
                ? new TlsRptDiscoveryResult.Absent(absent.ttl())
                : new TlsRptDiscoveryResult.TemporaryFailure(((TxtAnswer.Failed) answer).reason());
    }
}
