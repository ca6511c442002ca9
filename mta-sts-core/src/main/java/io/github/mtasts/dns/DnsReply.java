package io.github.mtasts.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/** The result of one question of any record type; the ports translate it into their own answers. */
sealed interface DnsReply {
    /** Records of the type asked for, at the end of the alias chain. The ttl is the smallest of the chain. */
    record Data(List<Record> records, Duration ttl) implements DnsReply {}

    /** The name exists, without records of the type asked for. */
    record NoData(Duration ttl) implements DnsReply {}

    /** The name, or the name an alias leads to, does not exist. */
    record NoSuchName(Duration ttl) implements DnsReply {}

    /** The look-up failed. */
    record Failure(String reason, LookupFault fault) implements DnsReply {}
}
