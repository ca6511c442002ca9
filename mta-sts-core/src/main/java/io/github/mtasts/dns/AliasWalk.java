package io.github.mtasts.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Follows the CNAMEs from the name of a question to its records, and keeps the smallest TTL.
 *
 * <p>Comes in: the servers' answers, one after the other. Goes out: the final reply, or the next name to ask for when a
 * server did not follow an alias itself. Records of other names are ignored. Does no I/O. Not thread-safe.
 */
final class AliasWalk {
    /** BIND stops at 16 restarts, Unbound at 11; a longer chain does not resolve elsewhere either. */
    static final int MAX_ALIASES = 16;
    /** For a negative answer without SOA, which RFC 2308 section 5 leaves uncached: limits repeated questions. */
    static final Duration NEGATIVE_TTL_WITHOUT_SOA = Duration.ofSeconds(60);

    private static final long MAX_TTL_SECONDS = Integer.MAX_VALUE;

    private final int type;
    private final Set<Name> visited = new HashSet<>();
    private Name at;
    private long ttlSeconds = MAX_TTL_SECONDS;

    AliasWalk(Name name, int type) {
        this.at = name;
        this.type = type;
        visited.add(name);
    }

    /** The name to ask for next. */
    Name at() {
        return at;
    }

    /** Reads the answer about {@link #at()}; null when another name must be asked for. */
    @Nullable
    DnsReply read(Message answer) throws LookupFailedException {
        Name asked = at;
        List<Record> found = recordsHere(answer, type);
        for (Name target = aliasHere(answer); found.isEmpty() && target != null; target = aliasHere(answer)) {
            at = target;
            if (!visited.add(at)) {
                throw new LookupFailedException("CNAME loop at " + at);
            }
            if (visited.size() > MAX_ALIASES + 1) {
                throw new LookupFailedException("more than " + MAX_ALIASES + " CNAMEs, the last to " + at);
            }
            found = recordsHere(answer, type);
        }
        // The response code belongs to the last name of the chain (RFC 6604 section 3).
        if (answer.getRcode() == Rcode.NXDOMAIN) {
            if (!found.isEmpty()) {
                throw new LookupFailedException("malformed answer: NXDOMAIN together with records of " + at);
            }
            return new DnsReply.NoSuchName(negativeTtl(answer));
        }
        if (!found.isEmpty()) {
            return new DnsReply.Data(found, shortest(found));
        }
        if (!at.equals(asked) && soa(answer) == null) {
            return null;
        }
        if (isReferral(answer)) {
            throw new LookupFailedException("referral: the server is not recursive");
        }
        return new DnsReply.NoData(negativeTtl(answer));
    }

    private List<Record> recordsHere(Message answer, int wanted) {
        List<Record> records = new ArrayList<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() == wanted
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(at)) {
                records.add(record);
            }
        }
        return records;
    }

    private @Nullable Name aliasHere(Message answer) throws LookupFailedException {
        List<Record> aliases = recordsHere(answer, Type.CNAME);
        if (aliases.isEmpty()) {
            return null;
        }
        if (aliases.size() > 1) {
            throw new LookupFailedException("malformed answer: several CNAMEs at " + at);
        }
        shortest(aliases);
        return ((CNAMERecord) aliases.get(0)).getTarget();
    }

    private Duration shortest(List<Record> records) {
        for (Record record : records) {
            ttlSeconds = Math.min(ttlSeconds, record.getTTL());
        }
        return Duration.ofSeconds(ttlSeconds);
    }

    /** RFC 2308 section 5: the lesser of the SOA's minimum field and its TTL, and at most the TTL of the aliases. */
    private Duration negativeTtl(Message answer) {
        SOARecord soa = soa(answer);
        long negative = soa == null ? NEGATIVE_TTL_WITHOUT_SOA.toSeconds() : Math.min(soa.getTTL(), soa.getMinimum());
        return Duration.ofSeconds(Math.min(ttlSeconds, negative));
    }

    /** The SOA of a zone that contains the name; the SOA of an alias's zone does not apply to its target. */
    private @Nullable SOARecord soa(Message answer) {
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa && at.subdomain(soa.getName())) {
                return soa;
            }
        }
        return null;
    }

    /** RFC 2308 section 2.2: NS without SOA says nothing about the name; reading it as "absent" would drop the policy. */
    private static boolean isReferral(Message answer) {
        boolean delegates = false;
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record.getType() == Type.SOA) {
                return false;
            }
            delegates |= record.getType() == Type.NS;
        }
        return delegates && !answer.getHeader().getFlag(Flags.AA);
    }
}
