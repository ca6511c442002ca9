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

/** Turns replies into the answers of the ports, and refuses absurd amounts. Pure. */
final class DnsAnswers {
    /** One TXT record is ours at such a name; a few strangers are usual where a wildcard answers. */
    static final int MAX_TXT_RECORDS = 100;
    /** Of each family, so that one family cannot crowd out the other. */
    static final int MAX_ADDRESSES_PER_FAMILY = 16;

    private DnsAnswers() {}

    static TxtAnswer txt(DnsReply reply) {
        if (reply instanceof DnsReply.Data data) {
            if (data.records().size() > MAX_TXT_RECORDS) {
                // To cut here could drop the one record that counts, or the second one that makes it void.
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
        return new TxtAnswer.Failed(((DnsReply.Failure) reply).reason());
    }

    /** RFC 8461 section 3.1: the strings are joined without adding anything, so a record may be cut anywhere. */
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
        return new MxAnswer.Failed(((DnsReply.Failure) reply).reason());
    }

    private static MxAnswer.Mx mx(MXRecord record) {
        Name target = record.getTarget();
        return new MxAnswer.Mx(record.getPriority(), target.equals(Name.root) ? "" : target.toString(true));
    }

    /** Some addresses are enough; but none is "absent" only when both families say so. */
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
            return new AddressAnswer.Addresses(addresses);
        }
        if (ipv6 instanceof DnsReply.Failure failure) {
            return new AddressAnswer.Failed("AAAA: " + failure.reason());
        }
        if (ipv4 instanceof DnsReply.Failure failure) {
            return new AddressAnswer.Failed("A: " + failure.reason());
        }
        return new AddressAnswer.Absent();
    }

    private static InetAddress address(Record record) {
        InetAddress address = record instanceof AAAARecord aaaa ? aaaa.getAddress() : ((ARecord) record).getAddress();
        try {
            // Without the name that dnsjava puts in: it ends in a dot, and sockets would take it for SNI.
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets", e);
        }
    }
}
