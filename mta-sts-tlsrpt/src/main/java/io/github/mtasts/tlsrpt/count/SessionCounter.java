package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.store.CountingListener;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.AddResult;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.net.InetAddress;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts outcomes. {@link #onOutcome} adds to a map in memory on the delivery thread; {@link #flush()}, called about
 * twice a second on another thread, writes the counts to the store. While the store fails, counts stay in memory,
 * within their limits. Thread-safe.
 */
public final class SessionCounter implements OutcomeListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCounter.class);
    private static final int STRIPES = 16;
    private static final int REPORTS_IN_BATCH = 2_000;
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long MILLIS_OF_DAY = SECONDS_OF_DAY * 1_000;

    private final ReportRepository repository;
    private final ReportLimits limits;
    private final Clock clock;
    private final long countedMillis;
    private final Predicate<PolicyDomain> excluded;
    private final CountingListener listener;
    private final @Nullable InetAddress publicAddress;
    private final RecordWatch watch;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final AtomicLong late = new AtomicLong();
    private final Set<PolicyDomain> unwanted = ConcurrentHashMap.newKeySet();
    private final String writer = UUID.randomUUID().toString();
    // The following fields are used in flush() only.
    private final Tally waiting;
    private @Nullable CountBatch inDoubt;
    private long batches;
    private boolean failing;

    /**
     * Creates a counter.
     *
     * @param repository receives the counts
     * @param limits the limits in memory and in the store
     * @param clock decides when a day is closed
     * @param excluded the domains that the operator excludes from reporting
     * @param discovery looks up TLSRPT records; may block
     * @param lookups runs the look-ups; may reject
     * @param listener receives what is dropped
     * @param publicAddress replaces a sending address that is not public; null to leave such an address out
     */
    public SessionCounter(
            ReportRepository repository,
            ReportLimits limits,
            Clock clock,
            Predicate<PolicyDomain> excluded,
            Function<PolicyDomain, TlsRptDiscoveryResult> discovery,
            Executor lookups,
            CountingListener listener,
            @Nullable InetAddress publicAddress) {
        this.repository = repository;
        this.limits = limits;
        this.clock = clock;
        this.countedMillis = repository.times().counted().toMillis();
        this.excluded = excluded;
        this.listener = listener;
        this.publicAddress = publicAddress;
        this.watch = new RecordWatch(discovery, lookups, clock, unwanted::add);
        this.waiting = new Tally(limits);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(limits);
        }
    }

    /** Counts an outcome. Does no I/O, and waits for another thread only while that one counts a session. */
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        if (outcome.kind() == DeliveryKind.TLS_REPORT || excluded.test(outcome.domain())) {
            return; // RFC 8460 section 3: a session that carries a report is not counted
        }
        long epochDay = Math.floorDiv(outcome.time().getEpochSecond(), SECONDS_OF_DAY);
        if (clock.millis() >= (epochDay + 1) * MILLIS_OF_DAY + countedMillis) {
            late.incrementAndGet(); // never moved to another day
            return;
        }
        LocalDate day = LocalDate.ofEpochDay(epochDay);
        int stripe = (int) (Thread.currentThread().getId() & (STRIPES - 1));
        stripes[stripe].count(day, withPublicAddress(outcome));
    }

    /** D34: a report names no address of the sender's own network. */
    private DeliveryOutcome withPublicAddress(DeliveryOutcome outcome) {
        InetAddress sending = outcome.sendingAddress();
        return sending == null || AddressGuard.publicOnly().permits(sending)
                ? outcome
                : new DeliveryOutcome(
                        outcome.domain(),
                        outcome.kind(),
                        outcome.time(),
                        outcome.mxHost(),
                        publicAddress,
                        outcome.receivingAddress(),
                        outcome.receivingHelo(),
                        outcome.policies(),
                        outcome.reused());
    }

    /** Writes the counts to the store. Does not throw if the store fails: the counts wait for the next call. */
    public synchronized void flush() {
        for (Stripe stripe : stripes) {
            waiting.addAll(stripe.take());
        }
        reportDropped(late.getAndSet(0), waiting.takeRefused());
        dropUnwanted();
        try {
            addAll();
            forgetUnwanted();
            if (failing) {
                failing = false;
                LOG.info("Report store works again; all pending counts are stored");
                listener.storeRecovered();
            }
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                LOG.error("{} Counts stay in memory until the report store works again.", e.getMessage(), e);
                listener.storeFailed(e);
            }
        }
    }

    /**
     * Returns whether all counts are in the store.
     *
     * @return false while counts wait, as of the last {@link #flush()}
     */
    public synchronized boolean isFlushed() {
        return inDoubt == null && waiting.isEmpty();
    }

    private void reportDropped(long lateSessions, long refusedSessions) {
        if (lateSessions > 0) {
            LOG.warn("Dropped {} sessions: recorded after their day was closed", lateSessions);
            listener.late(lateSessions);
        }
        if (refusedSessions > 0) {
            reportTooManyDomains(refusedSessions);
        }
    }

    private void reportTooManyDomains(long sessions) {
        LOG.warn(
                "Dropped {} sessions: the day already has {} domains; raise ReportLimits.domains",
                sessions,
                limits.domains());
        listener.tooManyDomains(sessions);
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

    /** A batch with an unknown outcome is added again unchanged; the store recognises it. */
    private void addAll() {
        while (inDoubt != null || !waiting.isEmpty()) {
            CountBatch batch =
                    inDoubt != null ? inDoubt : new CountBatch(writer, ++batches, waiting.takeSome(REPORTS_IN_BATCH));
            inDoubt = batch;
            AddResult added = repository.add(batch, limits);
            inDoubt = null;
            if (!added.late().isEmpty()) {
                long sessions = sum(added.late());
                LOG.warn(
                        "Dropped {} sessions for {} already closed reports, such as {}",
                        sessions,
                        added.late().size(),
                        added.late().keySet().iterator().next().text());
                listener.late(sessions);
            }
            if (!added.tooMany().isEmpty()) {
                reportTooManyDomains(sum(added.tooMany()));
            }
        }
    }

    private static long sum(Map<ReportKey, Long> sessions) {
        return sessions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Deletes the counts of domains that were counted before their look-up had finished. */
    private void forgetUnwanted() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (PolicyDomain domain : List.copyOf(unwanted)) {
            repository.forget(new ReportKey(today, domain));
            unwanted.remove(domain);
        }
    }
}
