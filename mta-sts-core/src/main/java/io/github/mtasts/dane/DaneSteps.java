package io.github.mtasts.dane;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.dns.SecureResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one look-up, in their order: MX records, addresses, alias, TLSA records (RFC 7672 section 2.2.2).
 *
 * <p>Comes in: a question. Goes out: the state of the host, and how long it holds. A failure ends the steps; no step follows
 * that could make less of it. Not thread-safe.
 */
final class DaneSteps {
    /** More is a failure: the record that is left out could be the one that decides. */
    private static final int MAX_RECORDS = 100;

    /** What is known about the MX records of the next hop. */
    private record MxStep(boolean hasRecords, boolean secure, List<String> names) {}

    private final SecureResolver resolver;
    private final boolean underInsecureMx;
    private final DaneQuestion question;
    private Duration ttl = Duration.ofHours(1);

    /** @param underInsecureMx whether DANE applies to hosts of unsigned MX records (RFC 7672 section 2.2.1) */
    DaneSteps(SecureResolver resolver, boolean underInsecureMx, DaneQuestion question) {
        this.resolver = resolver;
        this.underInsecureMx = underInsecureMx;
        this.question = question;
    }

    /** How long the answer holds: the shortest TTL of what it follows from. */
    Duration ttl() {
        return ttl;
    }

    HostDane run() {
        MxStep mx;
        if (question.withoutMx()) {
            mx = new MxStep(false, false, List.of(question.nextHop()));
        } else {
            SecureAnswer answer = ask(question.nextHop(), RecordType.MX);
            if (answer instanceof SecureAnswer.Failed failed) {
                return unknown(question.host(), "MX records of " + question.nextHop() + ": ", failed, false);
            }
            mx = mx(answer);
        }
        if (mx.hasRecords() && !mx.secure() && !underInsecureMx) {
            return new HostDane.None("the MX records of " + question.nextHop() + " do not name it with signatures");
        }
        return addresses(mx);
    }

    /** An alias on the way to the MX records counts, because the answer is secure only where it is, too. */
    private MxStep mx(SecureAnswer answer) {
        if (answer instanceof SecureAnswer.Found found) {
            boolean named = found.records().stream().anyMatch(this::namesTheHost);
            return new MxStep(
                    true, found.secure() && named, List.of(question.nextHop(), lowerCase(found.expandedName())));
        }
        boolean implicit = question.host().equals(question.nextHop());
        return new MxStep(!implicit, false, List.of(question.nextHop()));
    }

    private boolean namesTheHost(RecordData record) {
        return record instanceof RecordData.Mx mx && lowerCase(mx.exchange()).equals(question.host());
    }

    /** Both families are asked before TLSA records are (RFC 7672 section 2.2.2); one that fails does not hide the other. */
    private HostDane addresses(MxStep mx) {
        SecureAnswer ipv4 = ask(question.host(), RecordType.A);
        SecureAnswer ipv6 = ask(question.host(), RecordType.AAAA);
        List<SecureAnswer.Found> found = new ArrayList<>();
        for (SecureAnswer answer : List.of(ipv4, ipv6)) {
            if (answer instanceof SecureAnswer.Found addresses) {
                found.add(addresses);
            }
        }
        if (found.isEmpty()) {
            SecureAnswer.Failed failed = failure(ipv4, ipv6);
            return failed == null
                    ? new HostDane.Unreachable(question.host())
                    : unknown(question.host(), "addresses of " + question.host() + ": ", failed, false);
        }
        String expanded = lowerCase(found.get(0).expandedName());
        if (found.stream().allMatch(SecureAnswer.Found::secure)) {
            return tlsa(mx, new LinkedHashSet<>(List.of(expanded, question.host())));
        }
        return expanded.equals(question.host())
                ? new HostDane.None("the addresses of " + question.host() + " are not signed", isProved(mx))
                : insecureAlias(mx);
    }

    /** A failure of ours first: without it, that family might have had addresses. */
    private static SecureAnswer.@Nullable Failed failure(SecureAnswer ipv4, SecureAnswer ipv6) {
        SecureAnswer.@Nullable Failed found = null;
        for (SecureAnswer answer : List.of(ipv4, ipv6)) {
            boolean first = found == null || found.fault() == LookupFault.DOMAIN;
            if (answer instanceof SecureAnswer.Failed failed && first) {
                found = failed;
            }
        }
        return found;
    }

    /** Whether the alias itself is signed shows only in an answer about it alone (RFC 7672 section 2.1.3). */
    private HostDane insecureAlias(MxStep mx) {
        SecureAnswer answer = ask(question.host(), RecordType.CNAME);
        if (answer instanceof SecureAnswer.Failed failed) {
            return unknown(question.host(), "CNAME of " + question.host() + ": ", failed, failed.bogus());
        }
        return answer instanceof SecureAnswer.Found alias && alias.secure()
                ? tlsa(mx, Set.of(question.host()))
                : new HostDane.None("the alias " + question.host() + " is not signed", isProved(mx));
    }

    /** RFC 7672 section 2.2.3: the first base with secure records, and no further one after a failure. */
    private HostDane tlsa(MxStep mx, Set<String> bases) {
        for (String base : bases) {
            SecureAnswer answer = ask("_" + question.port() + "._tcp." + base, RecordType.TLSA);
            if (answer instanceof SecureAnswer.Failed failed) {
                return unknown(base, "TLSA records of " + base + ": ", failed, true);
            }
            if (answer instanceof SecureAnswer.Found found && found.secure()) {
                return records(mx, base, found);
            }
        }
        return new HostDane.None("no signed TLSA record for " + question.host(), isProved(mx));
    }

    private HostDane records(MxStep mx, String base, SecureAnswer.Found found) {
        if (found.records().size() > MAX_RECORDS) {
            return new HostDane.Unknown(
                    base,
                    "TLSA records of " + base + ": " + found.records().size() + ", more than " + MAX_RECORDS,
                    LookupFault.DOMAIN,
                    true);
        }
        List<TlsaRecord> records = new ArrayList<>();
        for (RecordData record : found.records()) {
            if (record instanceof RecordData.Tlsa tlsa) {
                records.add(TlsaRecord.of(tlsa));
            }
        }
        TlsaSet set = TlsaSet.of(records);
        boolean secureMx = isProved(mx);
        return set.decisive().isEmpty()
                ? new HostDane.EncryptOnly(base, set, secureMx)
                : new HostDane.Records(base, set, names(mx, base), secureMx);
    }

    /** Whether the host is known to take the mail of the next hop: no MX record leads to it, or a signed one. */
    private static boolean isProved(MxStep mx) {
        return !mx.hasRecords() || mx.secure();
    }

    /**
     * The names that a certificate under usage 2 may have (RFC 7672 section 3.2.2): unsigned MX records vouch for no name but
     * that of the host.
     */
    private List<String> names(MxStep mx, String base) {
        Set<String> names = new LinkedHashSet<>(List.of(base));
        if (mx.hasRecords() && !mx.secure()) {
            names.add(question.host());
        } else {
            names.addAll(mx.names());
        }
        return List.copyOf(names);
    }

    private SecureAnswer ask(String name, RecordType type) {
        SecureAnswer answer = resolver.lookup(name, type);
        Duration kept = answer instanceof SecureAnswer.Found found
                ? found.ttl()
                : answer instanceof SecureAnswer.Nothing none ? none.ttl() : Duration.ZERO;
        // A family that fails holds back what is known about the other for no long time.
        ttl = kept.compareTo(ttl) < 0 ? kept : ttl;
        return answer;
    }

    private static HostDane.Unknown unknown(String base, String subject, SecureAnswer.Failed failed, boolean isTlsa) {
        return new HostDane.Unknown(base, subject + failed.reason(), failed.fault(), isTlsa || failed.bogus());
    }

    private static String lowerCase(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
