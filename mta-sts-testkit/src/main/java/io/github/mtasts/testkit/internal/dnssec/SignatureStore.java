package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.SignatureFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Signs sets when they are asked for, and keeps each signature for the rest of the day of the clock. */
final class SignatureStore {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration VALIDITY = Duration.ofDays(14);
    private static final int UNASSIGNED_ALGORITHM = 200;

    private final Clock clock;
    private final Map<String, RRSIGRecord> made = new ConcurrentHashMap<>();

    SignatureStore(Clock clock) {
        this.clock = clock;
    }

    /**
     * Signs a set.
     *
     * @param set the set; its owner is the wildcard where it was expanded from one
     * @param owner the owner that the signature gets
     * @param zone the zone
     * @param fault a fault of the signature, or null
     */
    Record sign(RRset set, Name owner, Zone zone, @Nullable SignatureFault fault) {
        Instant now = clock.instant();
        Instant from = now.truncatedTo(ChronoUnit.DAYS).minus(HOUR);
        Instant until = from.plus(VALIDITY);
        if (fault == SignatureFault.EXPIRED) {
            from = now.minus(VALIDITY);
            until = now.minus(HOUR);
        } else if (fault == SignatureFault.FUTURE) {
            from = now.plus(HOUR);
        }
        return altered(kept(set, zone, from, until), owner, fault);
    }

    private RRSIGRecord kept(RRset set, Zone zone, Instant from, Instant until) {
        ZoneKey key = zone.key();
        String id = key.record().getFootprint() + " " + from + " " + until + " " + set;
        return made.computeIfAbsent(id, text -> key.sign(set, from, until));
    }

    private static Record altered(RRSIGRecord right, Name owner, @Nullable SignatureFault fault) {
        byte[] signature = right.getSignature().clone();
        int algorithm = right.getAlgorithm();
        if (fault == SignatureFault.BAD) {
            signature[signature.length / 2] ^= 1;
        } else if (fault == SignatureFault.UNKNOWN_ALGORITHM) {
            algorithm = UNASSIGNED_ALGORITHM;
        }
        byte[] wire = new RRSIGRecord(
                        right.getName(),
                        DClass.IN,
                        right.getTTL(),
                        right.getTypeCovered(),
                        algorithm,
                        right.getOrigTTL(),
                        right.getExpire(),
                        right.getTimeSigned(),
                        right.getFootprint(),
                        right.getSigner(),
                        signature)
                .rdataToWireCanonical();
        return Record.newRecord(owner, Type.RRSIG, DClass.IN, right.getTTL(), wire);
    }
}
