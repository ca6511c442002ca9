package io.github.mtasts.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;

/** Turns replies into secure answers, within limits. Pure, but for the clock. */
final class SecureReplies {
    /** More is an error and never cut: the record that is cut could be the one that decides. */
    static final int MAX_RECORDS = 100;

    private SecureReplies() {}

    /** The answer for a reply at the end of its aliases. */
    static SecureAnswer answer(DnsReply reply, Name at, boolean secure, Duration longest) {
        if (reply instanceof DnsReply.Data data) {
            if (data.records().size() > MAX_RECORDS) {
                return new SecureAnswer.Failed(
                        data.records().size() + " records, more than " + MAX_RECORDS, false, LookupFault.DOMAIN);
            }
            List<RecordData> records =
                    data.records().stream().map(SecureReplies::data).toList();
            return new SecureAnswer.Found(records, at.toString(true), secure, shorter(data.ttl(), longest));
        }
        if (reply instanceof DnsReply.NoData none) {
            return new SecureAnswer.Nothing(at.toString(true), true, secure, shorter(none.ttl(), longest));
        }
        if (reply instanceof DnsReply.NoSuchName none) {
            return new SecureAnswer.Nothing(at.toString(true), false, secure, shorter(none.ttl(), longest));
        }
        DnsReply.Failure failure = (DnsReply.Failure) reply;
        return new SecureAnswer.Failed(failure.reason(), false, failure.fault());
    }

    /** A kept answer with the rest of its TTL, so that who keeps it again keeps it no longer (RFC 1035 section 3.2.1). */
    static SecureAnswer withTtl(SecureAnswer answer, Duration left) {
        if (answer instanceof SecureAnswer.Found found) {
            return new SecureAnswer.Found(found.records(), found.expandedName(), found.secure(), left);
        }
        return answer instanceof SecureAnswer.Nothing none
                ? new SecureAnswer.Nothing(none.expandedName(), none.nameExists(), none.secure(), left)
                : answer;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /**
     * How long the signatures of a message allow to keep it: at most their original TTLs, and not beyond their expiry (RFC
     * 4035 section 5.3.3).
     */
    static Duration signedFor(Message answer, Clock clock) {
        long seconds = Integer.MAX_VALUE;
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            for (Record one : answer.getSection(section)) {
                if (one instanceof RRSIGRecord signature) {
                    long left = Duration.between(clock.instant(), signature.getExpire())
                            .toSeconds();
                    seconds = Math.min(seconds, Math.min(signature.getOrigTTL(), Math.max(0, left)));
                }
            }
        }
        return Duration.ofSeconds(seconds);
    }

    private static RecordData data(Record record) {
        if (record instanceof MXRecord mx) {
            return new RecordData.Mx(
                    mx.getPriority(),
                    mx.getTarget().equals(Name.root) ? "" : mx.getTarget().toString(true));
        }
        if (record instanceof CNAMERecord alias) {
            return new RecordData.Alias(alias.getTarget().toString(true));
        }
        if (record instanceof TLSARecord tlsa) {
            return new RecordData.Tlsa(
                    tlsa.getCertificateUsage(),
                    tlsa.getSelector(),
                    tlsa.getMatchingType(),
                    HexFormat.of().formatHex(tlsa.getCertificateAssociationData()));
        }
        InetAddress address = record instanceof AAAARecord aaaa ? aaaa.getAddress() : ((ARecord) record).getAddress();
        try {
            // Without the name that dnsjava adds.
            return new RecordData.Address(InetAddress.getByAddress(address.getAddress()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets", e);
        }
    }
}
