package io.github.mtasts.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** Turns replies into the answers of the ports, within limits. Pure. */
final class DnsAnswers {
    /** One TXT record of such a name is about MTA-STS; a few others are usual where a wildcard answers. */
    static final int MAX_TXT_RECORDS = 100;
    /** Of each family, so that one family does not displace the other. */
    static final int MAX_ADDRESSES_PER_FAMILY = 16;

    private DnsAnswers() {}

    static TxtAnswer txt(DnsReply reply) {
        if (reply instanceof DnsReply.Data data) {
            if (data.records().size() > MAX_TXT_RECORDS) {
                // Cutting the list could drop the one valid record, or a second one that makes it invalid.
                return new TxtAnswer.Failed(data.records().size() + " TXT records, more than " + MAX_TXT_RECORDS);
            }
            return new TxtAnswer.Records(
                    data.records().stream().map(DnsAnswers::joined).toList(), data.ttl());
        }
        if (reply instanceof DnsReply.NoData none) {
            return new TxtAnswer.Absent(none.ttl());
        }
        if (reply instanceof DnsReply.NoSuchName none) {
            return new TxtAnswer.Absent(none.ttl());
        }
        DnsReply.Failure failure = (DnsReply.Failure) reply;
        return new TxtAnswer.Failed(failure.reason(), failure.fault());
    }

    /** RFC 8461 section 3.1: the strings are joined without a separator. */
    private static String joined(Record record) {
        StringBuilder text = new StringBuilder();
        for (byte[] chunk : ((TXTRecord) record).getStringsAsByteArrays()) {
            text.append(new String(chunk, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    static MxAnswer mx(DnsReply reply) {
        if (reply instanceof DnsReply.Data data) {
            return new MxAnswer.Records(
                    data.records().stream().map(record -> mx((MXRecord) record)).toList());
        }
        if (reply instanceof DnsReply.NoData) {
            return new MxAnswer.NoRecords();
        }
        if (reply instanceof DnsReply.NoSuchName) {
            return new MxAnswer.NoSuchDomain();
        }
        DnsReply.Failure failure = (DnsReply.Failure) reply;
        return new MxAnswer.Failed(failure.reason(), failure.fault());
    }

    private static MxAnswer.Mx mx(MXRecord record) {
        Name target = record.getTarget();
        return new MxAnswer.Mx(record.getPriority(), target.equals(Name.root) ? "" : target.toString(true));
    }

    /** One family with addresses is enough; the host has none only when both families are absent. */
    static AddressAnswer addresses(DnsReply ipv6, DnsReply ipv4) {
        List<InetAddress> addresses = new ArrayList<>();
        for (DnsReply reply : List.of(ipv6, ipv4)) {
            if (reply instanceof DnsReply.Data data) {
                data.records().stream()
                        .limit(MAX_ADDRESSES_PER_FAMILY)
                        .map(DnsAnswers::address)
                        .forEach(addresses::add);
            }
        }
        if (!addresses.isEmpty()) {
            return new AddressAnswer.Addresses(AddressFamilies.alternating(addresses, address -> address));
        }
        List<AddressAnswer.Failed> failures = new ArrayList<>();
        for (DnsReply reply : List.of(ipv6, ipv4)) {
            if (reply instanceof DnsReply.Failure failure) {
                String type = reply == ipv6 ? "AAAA: " : "A: ";
                failures.add(new AddressAnswer.Failed(type + failure.reason(), failure.fault()));
            }
        }
        if (failures.isEmpty()) {
            return new AddressAnswer.Absent();
        }
        // A failure of ours first: without it, the family might have had addresses.
        return failures.stream()
                .filter(failed -> failed.fault() != LookupFault.DOMAIN)
                .findFirst()
                .orElse(failures.get(0));
    }

    private static InetAddress address(Record record) {
        InetAddress address = record instanceof AAAARecord aaaa ? aaaa.getAddress() : ((ARecord) record).getAddress();
        try {
            // Without the name that dnsjava adds: it ends in a dot, and sockets would use it as SNI.
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets", e);
        }
    }
}
