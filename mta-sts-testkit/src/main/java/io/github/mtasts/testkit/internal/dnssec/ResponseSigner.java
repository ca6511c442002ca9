package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.SignatureFault;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Adds signatures, proofs and the AD bit to an answer. It works for queries with DO set (RFC 4035 section 3.1); an
 * attacker's answers are never signed.
 */
public final class ResponseSigner {
    private final ZoneTree zones;
    private final Faults faults;
    private final SignatureStore signatures;
    private final Supplier<Map<Name, Set<Integer>>> data;
    private volatile boolean validates;
    private volatile boolean forcesAd;

    /**
     * Makes a signer.
     *
     * @param zones the zones
     * @param faults the faults
     * @param clock the time of signatures
     * @param data all names of the server with their types
     */
    public ResponseSigner(ZoneTree zones, Faults faults, Clock clock, Supplier<Map<Name, Set<Integer>>> data) {
        this.zones = zones;
        this.faults = faults;
        this.signatures = new SignatureStore(clock);
        this.data = data;
    }

    /**
     * Answers as a validating resolver: AD for secure answers, SERVFAIL for bogus ones unless the query has CD set.
     *
     * @param on whether
     */
    public void validates(boolean on) {
        validates = on;
    }

    /**
     * Sets AD in every answer, whatever the truth.
     *
     * @param on whether
     */
    public void forcesAd(boolean on) {
        forcesAd = on;
    }

    /**
     * Completes an answer.
     *
     * @param query the query
     * @param response the answer with its records, and an SOA record where it is negative
     * @param steps the steps that led to it
     */
    public void complete(Message query, Message response, List<Step> steps) {
        if (zones.isEmpty() || steps.isEmpty()) {
            return;
        }
        boolean wanted = query.getOPT() != null && (query.getOPT().getFlags() & ExtendedFlags.DO) != 0;
        if (validates && !query.getHeader().getFlag(Flags.CD) && isBogus(steps)) {
            for (int section = Section.ANSWER; section <= Section.AUTHORITY; section++) {
                response.removeAllRecords(section);
            }
            response.getHeader().setRcode(Rcode.SERVFAIL);
            return;
        }
        Step last = steps.get(steps.size() - 1);
        if (last.found() != Step.Found.RECORDS && !last.forged()) {
            placeSoa(response, last);
        }
        if (wanted && !faults.stripped()) {
            sign(response, steps);
        }
        boolean asksForAd = wanted || query.getHeader().getFlag(Flags.AD);
        if (forcesAd || (validates && asksForAd && steps.stream().allMatch(this::isSecure))) {
            response.getHeader().setFlag(Flags.AD);
        }
    }

    private boolean isSecure(Step step) {
        Zone zone = zones.responsible(step.name(), step.type());
        return !step.forged() && zone != null && zones.isSecure(zone);
    }

    private boolean isBogus(List<Step> steps) {
        return steps.stream().anyMatch(this::isBogus);
    }

    private boolean isBogus(Step step) {
        Zone zone = zones.responsible(step.name(), step.type());
        if (zone == null || !isUnderSecureDelegation(zone)) {
            return false;
        }
        return step.forged()
                || zone.delegation() == Zone.Delegation.WRONG_DS
                || faults.at(step.name(), step.type()) != null
                || faults.at(step.name(), Type.CNAME) != null;
    }

    /** Whether the parent's DS set says that the zone is signed, rightly or not. */
    private boolean isUnderSecureDelegation(Zone zone) {
        if (!zone.isSigned()
                || zone.delegation() == Zone.Delegation.WITHOUT_DS
                || zone.delegation() == Zone.Delegation.UNKNOWN_DIGEST) {
            return false;
        }
        if (zone.apex().equals(Name.root)) {
            return true;
        }
        Zone above = zones.zoneOf(new Name(zone.apex(), 1));
        return above != null && isUnderSecureDelegation(above);
    }

    private void placeSoa(Message response, Step last) {
        Zone zone = zones.responsible(last.name(), last.type());
        if (zone == null) {
            return;
        }
        response.removeAllRecords(Section.AUTHORITY);
        if (faults.at(last.name(), last.type()) != SignatureFault.BARE) {
            response.addRecord(zones.soa(zone), Section.AUTHORITY);
        }
    }

    private void sign(Message response, List<Step> steps) {
        for (RRset set : response.getSectionRRsets(Section.ANSWER)) {
            signAnswer(response, set, steps);
        }
        for (Step step : steps) {
            Zone zone = zones.responsible(step.name(), step.type());
            if (zone != null && zone.isSigned() && !step.forged()) {
                prove(response, step, zone);
            }
        }
    }

    private void signAnswer(Message response, RRset set, List<Step> steps) {
        Step step = steps.stream()
                .filter(one -> one.name().equals(set.getName()))
                .findFirst()
                .orElse(null);
        Zone zone = zones.responsible(set.getName(), set.getType());
        // An alias that a DNAME makes has no signature (RFC 6672 section 5.3.1), and no step of its own.
        boolean synthesized = step == null
                && set.getType() == Type.CNAME
                && response.getSection(Section.ANSWER).stream()
                        .anyMatch(one -> one.getType() == Type.DNAME
                                && !one.getName().equals(set.getName())
                                && set.getName().subdomain(one.getName()));
        if (zone == null || !zone.isSigned() || synthesized || (step != null && step.forged())) {
            return;
        }
        SignatureFault fault = faults.at(set.getName(), set.getType());
        if (fault == SignatureFault.UNSIGNED) {
            return;
        }
        Name signedAs = step == null || step.wildcard() == null ? set.getName() : step.wildcard();
        response.addRecord(signatures.sign(renamed(set, signedAs), set.getName(), zone, fault), Section.ANSWER);
    }

    private static RRset renamed(RRset set, Name owner) {
        if (set.getName().equals(owner)) {
            return set;
        }
        RRset renamed = new RRset();
        for (Record one : set.rrs(false)) {
            renamed.addRR(
                    Record.newRecord(owner, one.getType(), one.getDClass(), one.getTTL(), one.rdataToWireCanonical()));
        }
        return renamed;
    }

    private void prove(Message response, Step step, Zone zone) {
        SignatureFault fault = faults.at(step.name(), step.type());
        boolean negative = step.found() != Step.Found.RECORDS;
        if (fault == SignatureFault.BARE && negative) {
            return;
        }
        ZoneContents contents = ZoneContents.of(zone, zones, data.get());
        if (negative) {
            addSigned(response, List.of(zones.soa(zone)), zone, fault, true);
        }
        if (fault != SignatureFault.PROOF_MISSING) {
            addSigned(response, proof(contents, step, fault, zone), zone, fault, false);
        }
    }

    private List<Record> proof(ZoneContents contents, Step step, @Nullable SignatureFault fault, Zone zone) {
        Denial denial = zone.denial();
        long ttl = zones.negativeTtl();
        Name wildcard = step.wildcard();
        if (fault == SignatureFault.PROOF_WRONG && step.found() != Step.Found.RECORDS) {
            return denial.noData(contents, zone.apex(), ttl);
        }
        return switch (step.found()) {
            case RECORDS -> wildcard == null ? List.of() : denial.expanded(contents, step.name(), ttl);
            case NO_NAME -> denial.noName(contents, step.name(), ttl);
            case NO_DATA ->
                wildcard == null
                        ? denial.noData(contents, step.name(), ttl)
                        : denial.noDataExpanded(contents, step.name(), wildcard, ttl);
        };
    }

    private void addSigned(
            Message response, List<Record> records, Zone zone, @Nullable SignatureFault fault, boolean present) {
        List<Record> signed = new ArrayList<>();
        for (Record one : records) {
            if (!present) {
                signed.add(one);
            }
            if (fault != SignatureFault.UNSIGNED) {
                signed.add(signatures.sign(new RRset(one), one.getName(), zone, fault));
            }
        }
        signed.forEach(one -> response.addRecord(one, Section.AUTHORITY));
    }
}
