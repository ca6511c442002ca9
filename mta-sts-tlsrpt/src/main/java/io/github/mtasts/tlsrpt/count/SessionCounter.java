package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.store.AddResult;
import io.github.mtasts.tlsrpt.store.CountBatch;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts outcomes. Told one on a thread that delivers, it adds to a map in memory and returns; {@link #flush()}, called about
 * twice a second by somebody else's thread, brings what was counted to the store. While the store fails, counts wait in
 * memory, within their caps. Thread-safe.
 */
public final class SessionCounter implements OutcomeListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCounter.class);
    private static final int STRIPES = 16;
    private static final int REPORTS_IN_BATCH = 2_000;
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long MILLIS_OF_DAY = SECONDS_OF_DAY * 1_000;

    private final ReportStore store;
    private final ReportLimits caps;
    private final Clock clock;
    private final long countedMillis;
    private final Predicate<PolicyDomain> leftOut;
    private final CountingListener listener;
    private final RecordWatch watch;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final AtomicLong late = new AtomicLong();
    private final Set<PolicyDomain> unwanted = ConcurrentHashMap.newKeySet();
    private final String writer = UUID.randomUUID().toString();
    // What follows is touched by flush() alone.
    private final Tally waiting;
    private @Nullable CountBatch inDoubt;
    private long batches;
    private boolean failing;

    /**
     * A counter.
     *
     * @param store where counts go
     * @param caps how much a day may hold, here and in the store
     * @param clock tells when a day is closed
     * @param leftOut the domains that are not reported to, by the operator's choice
     * @param lookup tells which domains ask for reports
     * @param lookups runs the look-ups; may reject
     * @param listener is told what is left out
     */
    public SessionCounter(
            ReportStore store,
            ReportLimits caps,
            Clock clock,
            Predicate<PolicyDomain> leftOut,
            RecordLookup lookup,
            Executor lookups,
            CountingListener listener) {
        this.store = store;
        this.caps = caps;
        this.clock = clock;
        this.countedMillis = store.times().counted().toMillis();
        this.leftOut = leftOut;
        this.listener = listener;
        this.watch = new RecordWatch(lookup, lookups, clock, unwanted::add);
        this.waiting = new Tally(caps);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(caps);
        }
    }

    /** Counts; does no I/O, and waits for no other thread but for the moment that counting takes. */
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        if (outcome.kind() == DeliveryKind.TLS_REPORT || leftOut.test(outcome.domain())) {
            return; // RFC 8460 section 3: a session that carries a report is not counted
        }
        long epochDay = Math.floorDiv(outcome.time().getEpochSecond(), SECONDS_OF_DAY);
        if (clock.millis() >= (epochDay + 1) * MILLIS_OF_DAY + countedMillis) {
            late.incrementAndGet(); // never moved to another day
            return;
        }
        LocalDate day = LocalDate.ofEpochDay(epochDay);
        int stripe = (int) (Thread.currentThread().getId() & (STRIPES - 1));
        stripes[stripe].count(day, outcome);
    }

    /** Brings what was counted to the store. Never throws for what a store does: the counts wait for the next call. */
    public synchronized void flush() {
        for (Stripe stripe : stripes) {
            waiting.addAll(stripe.take());
        }
        tell(late.getAndSet(0), waiting.takeRefused());
        dropUnwanted();
        try {
            addAll();
            forgetUnwanted();
            if (failing) {
                failing = false;
                LOG.info("the report store works again, and has all that was counted meanwhile");
                listener.storeRecovered();
            }
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                LOG.error("{} What is counted waits in memory until it works again.", e.getMessage(), e);
                listener.storeFailed(e);
            }
        }
    }

    /**
     * Whether everything that was counted is in the store.
     *
     * @return false while counts wait, as far as the last {@link #flush()} knows
     */
    public synchronized boolean isFlushed() {
        return inDoubt == null && waiting.isEmpty();
    }

    private void tell(long lateSessions, long refusedSessions) {
        if (lateSessions > 0) {
            LOG.warn("{} sessions are in no report: they came after their day was closed", lateSessions);
            listener.late(lateSessions);
        }
        if (refusedSessions > 0) {
            LOG.warn(
                    "{} sessions are in no report: their day has {} domains already; raise the cap on domains",
                    refusedSessions,
                    caps.domains());
            listener.tooManyDomains(refusedSessions);
        }
    }

    private void dropUnwanted() {
        List<ReportKey> dropped = new ArrayList<>();
        for (ReportKey report : waiting.reports()) {
            if (watch.isUnwanted(report.domain())) {
                dropped.add(report);
            }
        }
        dropped.forEach(waiting::remove);
    }

    /** A batch whose end is not known is added again as it was; the store knows whether it has it. */
    private void addAll() {
        while (inDoubt != null || !waiting.isEmpty()) {
            CountBatch batch =
                    inDoubt != null ? inDoubt : new CountBatch(writer, ++batches, waiting.takeSome(REPORTS_IN_BATCH));
            inDoubt = batch;
            AddResult added = store.add(batch, caps);
            inDoubt = null;
            if (!added.late().isEmpty()) {
                LOG.warn(
                        "sessions are in no report, for it was closed before they came: {} reports, such as {}",
                        added.late().size(),
                        added.late().get(0));
                listener.late(added.late().size());
            }
            if (!added.tooMany().isEmpty()) {
                LOG.warn(
                        "sessions with {} domains are in no report: their day has {} domains already; raise the cap",
                        added.tooMany().size(),
                        caps.domains());
                listener.tooManyDomains(added.tooMany().size());
            }
        }
    }

    /** What was counted before it was known that the domain asks for no reports. */
    private void forgetUnwanted() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (PolicyDomain domain : List.copyOf(unwanted)) {
            store.forget(new ReportKey(today, domain));
            unwanted.remove(domain);
        }
    }
}
