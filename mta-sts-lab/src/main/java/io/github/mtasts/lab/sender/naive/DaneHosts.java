package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.Dns;
import io.github.mtasts.lab.sender.naive.HostState.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** Finds the TLSA records of hosts (RFC 7672 section 2.2.2). */
final class DaneHosts {
    private static final int DANE_TA = 2;
    private static final int DANE_EE = 3;
    private static final int SHA_512 = 2;

    private final @Nullable SignedDns signed;
    private final Dns plain;
    private final Set<Flaw> flaws;

    /**
     * The hosts of a domain.
     *
     * @param answer as a plain query has it
     * @param secure whether it is signed
     */
    record Hosts(Dns.Answer<Dns.Mx> answer, boolean secure) {}

    DaneHosts(@Nullable SignedDns signed, Dns plain, Set<Flaw> flaws) {
        this.signed = signed;
        this.plain = plain;
        this.flaws = flaws;
    }

    Hosts mx(String domain) {
        Dns.Answer<Dns.Mx> hosts = plain.mx(domain);
        if (signed == null) {
            return new Hosts(hosts, false);
        }
        SignedDns.Answer answer = signed.ask(domain, Type.MX);
        if (answer.failed()) {
            return new Hosts(new Dns.Answer<>(List.of(), false, true), false);
        }
        List<Dns.Mx> found = answer.found().stream()
                .map(MXRecord.class::cast)
                .map(record ->
                        new Dns.Mx(record.getTarget().toString(true).toLowerCase(Locale.ROOT), record.getPriority()))
                .sorted(Comparator.comparingInt(Dns.Mx::preference))
                .toList();
        return found.isEmpty()
                ? new Hosts(hosts, answer.secure())
                : new Hosts(new Dns.Answer<>(found, false, false), answer.secure());
    }

    HostState state(String host, boolean provedMx) {
        if (signed == null) {
            return HostState.none(provedMx);
        }
        SignedDns.Answer address = signed.ask(host, Type.A);
        if (address.failed()) {
            return new HostState(Kind.FAILED, List.of(), false);
        }
        boolean usesUnsigned = flaws.contains(Flaw.USES_UNSIGNED_TLSA);
        if (!address.secure() && !usesUnsigned) {
            return HostState.none(provedMx);
        }
        String base = address.expanded().toString(true);
        SignedDns.Answer tlsa = signed.ask("_25._tcp." + base, Type.TLSA);
        if (tlsa.failed()) {
            return flaws.contains(Flaw.TLSA_FAILURE_IS_ABSENCE)
                    ? HostState.none(provedMx)
                    : new HostState(Kind.FAILED, List.of(), false);
        }
        if (tlsa.found().isEmpty() || (!tlsa.secure() && !usesUnsigned)) {
            return HostState.none(provedMx);
        }
        List<TLSARecord> usable = tlsa.found().stream()
                .map(TLSARecord.class::cast)
                .filter(DaneHosts::isUsable)
                .toList();
        if (usable.isEmpty()) {
            return flaws.contains(Flaw.UNUSABLE_IS_ABSENCE)
                    ? HostState.none(provedMx)
                    : new HostState(Kind.UNUSABLE, List.of(), provedMx);
        }
        return new HostState(
                Kind.RECORDS, flaws.contains(Flaw.NO_DIGEST_AGILITY) ? usable : strongest(usable), provedMx);
    }

    private static boolean isUsable(TLSARecord record) {
        int usage = record.getCertificateUsage();
        return (usage == DANE_TA || usage == DANE_EE)
                && record.getSelector() <= 1
                && record.getMatchingType() <= SHA_512;
    }

    /** RFC 7671 section 9: of the digests for a usage and selector only the strongest counts. */
    private static List<TLSARecord> strongest(List<TLSARecord> records) {
        return records.stream()
                .filter(record ->
                        record.getMatchingType() != 1 || records.stream().noneMatch(other -> isStronger(other, record)))
                .toList();
    }

    private static boolean isStronger(TLSARecord other, TLSARecord than) {
        return other.getMatchingType() == SHA_512
                && other.getCertificateUsage() == than.getCertificateUsage()
                && other.getSelector() == than.getSelector();
    }

    /** Whether one of the hosts has TLSA records, for a sender that then needs some of each. */
    boolean anyHasRecords(List<String> hosts) {
        return hosts.stream().anyMatch(host -> state(host, false).kind() == Kind.RECORDS);
    }
}
