package io.github.mtasts.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns secure answers into those of the ports that {@link MxLookup} uses. Pure. */
final class MailAnswers {
    private MailAnswers() {}

    static MxAnswer mx(SecureAnswer answer) {
        if (answer instanceof SecureAnswer.Found found) {
            return new MxAnswer.Records(found.records().stream()
                    .map(record -> (RecordData.Mx) record)
                    .map(mx -> new MxAnswer.Mx(mx.preference(), mx.exchange()))
                    .toList());
        }
        if (answer instanceof SecureAnswer.Nothing none) {
            return none.nameExists() ? new MxAnswer.NoRecords() : new MxAnswer.NoSuchDomain();
        }
        SecureAnswer.Failed failed = (SecureAnswer.Failed) answer;
        return new MxAnswer.Failed(failed.reason(), failed.fault());
    }

    /** One family with addresses is enough; the host has none only when both families are absent. */
    static AddressAnswer addresses(SecureAnswer ipv6, SecureAnswer ipv4) {
        List<InetAddress> addresses = new ArrayList<>();
        for (SecureAnswer answer : List.of(ipv6, ipv4)) {
            if (answer instanceof SecureAnswer.Found found) {
                found.records().forEach(record -> addresses.add(((RecordData.Address) record).address()));
            }
        }
        if (!addresses.isEmpty()) {
            return new AddressAnswer.Addresses(AddressFamilies.alternating(addresses, address -> address));
        }
        SecureAnswer.Failed failed = failure(ipv6, ipv4);
        return failed == null
                ? new AddressAnswer.Absent()
                : new AddressAnswer.Failed((failed == ipv6 ? "AAAA: " : "A: ") + failed.reason(), failed.fault());
    }

    /** A failure of ours first: without it, the family might have had addresses. */
    private static SecureAnswer.@Nullable Failed failure(SecureAnswer ipv6, SecureAnswer ipv4) {
        SecureAnswer.@Nullable Failed found = null;
        for (SecureAnswer answer : List.of(ipv6, ipv4)) {
            if (answer instanceof SecureAnswer.Failed failed
                    && (found == null
                            || (found.fault() == LookupFault.DOMAIN && failed.fault() != LookupFault.DOMAIN))) {
                found = failed;
            }
        }
        return found;
    }
}
