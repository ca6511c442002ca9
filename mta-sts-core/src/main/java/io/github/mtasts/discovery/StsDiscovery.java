package io.github.mtasts.discovery;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import java.time.Duration;

/**
 * Looks up whether a domain announces a policy, with one question to the DNS.
 *
 * <p>Comes in: a Policy Domain. Goes out: the record at {@code _mta-sts.<domain>}, where CNAMEs are followed. Parent domains are
 * not asked (RFC 8461 section 3.4), and a domain that is a CNAME itself is asked for under its own name. A failed look-up is a
 * separate result, because it must not count as absence.
 *
 * <p>Thread-safe if its resolver is. Has no cache.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public final class StsDiscovery {
    private static final String LABEL = "_mta-sts.";

    private final TxtResolver resolver;

    /**
     * Makes a discovery.
     *
     * @param resolver looks up TXT records, once for each call of {@link #discover}
     */
    public StsDiscovery(TxtResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Looks for the record of a domain. Blocks as long as the resolver does.
     *
     * @param domain the recipient's domain, or the smart host's
     * @return the record, or the reason why there is none; a failure of the network is never an exception
     */
    public StsDiscoveryResult discover(PolicyDomain domain) {
        TxtAnswer answer = resolver.txt(LABEL + domain.name());
        if (answer instanceof TxtAnswer.Records records) {
            return result(StsRecordParser.select(records.records()), records.ttl());
        }
        if (answer instanceof TxtAnswer.Absent absent) {
            return new StsDiscoveryResult.Absent(absent.ttl());
        }
        TxtAnswer.Failed failed = (TxtAnswer.Failed) answer;
        return new StsDiscoveryResult.TemporaryFailure(failed.reason(), failed.fault());
    }

    private static StsDiscoveryResult result(StsRecordParse selection, Duration ttl) {
        if (selection instanceof StsRecordParse.Valid valid) {
            return new StsDiscoveryResult.Found(valid.record(), ttl);
        }
        if (selection instanceof StsRecordParse.Invalid invalid) {
            return new StsDiscoveryResult.Invalid(invalid.reason(), ttl);
        }
        return new StsDiscoveryResult.Absent(ttl); // TXT records for other purposes only
    }
}
