package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.count.RecordWatch.Answer;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener.SessionsDropped;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts outcomes. {@link #onOutcome} adds to a map in memory on the delivery thread; {@link #tick()}, called about
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
    private final ReportingEvents events;
    private final @Nullable InetAddress publicAddress;
    private final RecordWatch watch;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final AtomicLong late = new AtomicLong();
    private final Set<PolicyDomain> unwanted = ConcurrentHashMap.newKeySet();
    private final Sightings sightings = new Sightings();
    private final ClosingGate gate;
    // The following fields are used in flush(boolean) only.
    private final Tally waiting;
    private final BatchWriter batches;
    private Set<ReportKey> waited = Set.of();
    private boolean failing;
    private volatile int countsWaiting;

    /**
     * Creates a counter.
     *
     * @param repository receives the counts
     * @param limits the limits in memory and in the store
     * @param clock decides when a day is closed
     * @param excluded the domains that the operator excludes from reporting
     * @param discovery looks up TLSRPT records; may block
     * @param lookups runs the look-ups; may reject
     * @param events receive what is dropped
     * @param gate receives whether the store works and all counts are in it
     * @param publicAddress replaces a sending address that is not public; null to leave such an address out
     */
    public SessionCounter(
            ReportRepository repository,
            ReportLimits limits,
            Clock clock,
            Predicate<PolicyDomain> excluded,
            Function<PolicyDomain, TlsRptDiscoveryResult> discovery,
            Executor lookups,
            ReportingEvents events,
            ClosingGate gate,
            @Nullable InetAddress publicAddress) {
        this.repository = repository;
        this.limits = limits;
        this.clock = clock;
        this.countedMillis = repository.times().counted().toMillis();
        this.excluded = excluded;
        this.events = events;
        this.gate = gate;
        this.publicAddress = publicAddress;
        this.watch = new RecordWatch(discovery, lookups, clock, new Answers());
        this.waiting = Tally.within(limits, this::namedSender);
        this.batches = new BatchWriter(repository, limits, events, waiting::addAll);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(limits, this::namedSender);
        }
    }

    /** Counts an outcome. Does no I/O, and waits for another thread only while that one counts a session. */
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        if (outcome.kind() == DeliveryKind.TLS_REPORT || excluded.test(outcome.domain())) {
            return; // RFC 8460 section 3: a session that carries a report is not counted
        }
        long epochDay = epochDay(outcome.time());
        if (isLate(epochDay)) {
            return;
        }
        stripe().count(LocalDate.ofEpochDay(epochDay), outcome);
    }

    /**
     * Counts a session of another mail server, as {@link #onOutcome} does.
     *
     * @param session the session and its verdict
     */
    public void onForeign(ForeignSession session) {
        if (excluded.test(session.domain())) {
            return;
        }
        long epochDay = epochDay(session.time());
        if (!isLate(epochDay)) {
            stripe().count(LocalDate.ofEpochDay(epochDay), session);
        }
    }

    private static long epochDay(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_OF_DAY);
    }

    /** Whether a day is closed; its sessions are counted as late and never moved to another day. */
    private boolean isLate(long epochDay) {
        boolean isLate = clock.millis() >= (epochDay + 1) * MILLIS_OF_DAY + countedMillis
                && !gate.watch().hasJumped(); // after a jump the store decides
        if (isLate) {
            late.incrementAndGet();
        }
        return isLate;
    }

    private Stripe stripe() {
        return stripes[(int) (Thread.currentThread().getId() & (STRIPES - 1))];
    }

    /** D34: a report names no address of the sender's own network. */
    private @Nullable InetAddress namedSender(@Nullable InetAddress sending) {
        return sending == null || AddressGuard.publicOnly().permits(sending) ? sending : publicAddress;
    }

    /** Receives the answers of look-ups, on their threads. */
    private final class Answers implements RecordWatch.Listener {
        @Override
        public void found(PolicyDomain domain, Set<String> destinations) {
            sightings.found(domain, destinations, clock.instant());
        }

        @Override
        public void unwanted(PolicyDomain domain) {
            if (unwanted.size() < RecordWatch.MAX_WAITING) {
                unwanted.add(domain); // while the store fails; the planner asks for the record, too
            }
        }
    }

    /** Writes all counts to the store. Does not throw if the store fails: the counts wait for the next call. */
    public void flush() {
        flush(true);
    }

    /**
     * Writes the counts to the store, except those of domains whose first look-up began with this call: they wait for the next
     * call, half a second later.
     */
    public void tick() {
        flush(false);
    }

    private synchronized void flush(boolean isAll) {
        gate.watch().tick();
        for (Stripe stripe : stripes) {
            waiting.addAll(stripe.take());
        }
        reportDropped(late.getAndSet(0), waiting.takeRefused());
        watch.startWaiting();
        waiting.reports().forEach(report -> watch.ask(report.domain()));
        try {
            addWhatIsLeft();
            settleAnswers();
            append(isAll);
            batches.addAll();
            recovered();
        } catch (StoreException e) {
            gate.storeFailed(e);
            makeRoom();
            if (!failing) {
                failing = true;
                LOG.error("{} Counts stay in memory until the report store works again.", e.getMessage(), e);
                events.storeFailed(e);
            }
        } catch (Throwable e) {
            gate.storeFailed();
            throw e;
        } finally {
            countsWaiting = waiting.reports().size() + batches.reports();
        }
    }

    /** Adds the counts that an earlier call left. If the store is full, deletes what nobody wants, for the next call. */
    private void addWhatIsLeft() {
        try {
            batches.addAll();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FULL) {
                settleAnswers();
            }
            throw e;
        }
    }

    private void recovered() {
        gate.flushed();
        if (failing) {
            failing = false;
            LOG.info("Report store works again; all pending counts are stored");
            events.storeRecovered();
        }
    }

    /**
     * Returns whether all counts are in the store.
     *
     * @return false while counts wait, as of the last {@link #flush()}
     */
    public synchronized boolean isFlushed() {
        return batches.isEmpty() && waiting.isEmpty();
    }

    /** The reports whose counts were not in the store at the end of the last flush. Takes no lock. */
    public int countsWaiting() {
        return countsWaiting;
    }

    private void reportDropped(long lateSessions, long refusedSessions) {
        if (lateSessions > 0) {
            LOG.warn("Dropped {} sessions: recorded after their day was closed", lateSessions);
            events.tell(listener -> listener.sessionsDropped(SessionsDropped.LATE, lateSessions));
        }
        if (refusedSessions > 0) {
            batches.tooManyDomains(refusedSessions);
        }
    }

    /** Gives the store the answers of look-ups. Every sighting precedes what it protects (D35). */
    private void settleAnswers() {
        for (ReportKey report : waiting.reports()) {
            Set<String> destinations = watch.destinations(report.domain());
            if (!destinations.isEmpty() && !sightings.isKept(report)) {
                sightings.found(report, destinations, clock.instant());
            }
        }
        for (List<Sighting> found = sightings.unstored(REPORTS_IN_BATCH);
                !found.isEmpty();
                found = sightings.unstored(REPORTS_IN_BATCH)) {
            remember(found);
            sightings.stored(found);
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<PolicyDomain> answered = List.copyOf(unwanted);
        Set<ReportKey> forgettable = new LinkedHashSet<>();
        answered.forEach(domain -> forgettable.add(new ReportKey(today, domain)));
        waiting.reports().stream().filter(this::isUnconfirmed).forEach(forgettable::add);
        forgettable.removeIf(sightings::isKept);
        List<ReportKey> all = List.copyOf(forgettable);
        for (int i = 0; i < all.size(); i += REPORTS_IN_BATCH) {
            forget(all.subList(i, Math.min(all.size(), i + REPORTS_IN_BATCH)));
        }
        answered.forEach(unwanted::remove);
    }

    /** Gives the store what look-ups found; what it cannot hold of one domain holds up no other. */
    private void remember(List<Sighting> found) {
        try {
            repository.remember(found);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FULL || !repository.isRefusal(e)) {
                throw e;
            }
            if (found.size() > 1) {
                found.forEach(each -> remember(List.of(each)));
            } else {
                LOG.error(
                        "The destinations of {} are not kept: the report store refuses them",
                        found.get(0).report().text(),
                        e);
            }
        }
    }

    private boolean isUnconfirmed(ReportKey report) {
        return watch.answer(report.domain()) == Answer.UNWANTED
                && !watch.isConfirmed(report.domain(), report.day().toEpochDay());
    }

    private void forget(List<ReportKey> reports) {
        Set<ReportKey> kept = repository.forget(reports);
        for (ReportKey report : reports) {
            if (kept.contains(report)) {
                sightings.keep(report);
            } else {
                watch.confirm(report.domain(), report.day().toEpochDay());
            }
        }
    }

    /** Moves the counts that are due from memory to the batches, and drops those of domains that do not ask for reports. */
    private void append(boolean isAll) {
        List<ReportKey> dropped = new ArrayList<>();
        List<ReportKey> due = new ArrayList<>();
        Set<ReportKey> unanswered = new HashSet<>();
        Set<ReportKey> waitsNow = new HashSet<>();
        for (ReportKey report : waiting.reports()) {
            Answer answer = watch.answer(report.domain());
            if (answer == Answer.WANTED || sightings.isKept(report)) {
                due.add(report);
            } else if (watch.isConfirmed(report.domain(), report.day().toEpochDay()) && answer == Answer.UNWANTED) {
                dropped.add(report);
            } else if (isAll || waited.contains(report)) {
                due.add(report);
                unanswered.add(report);
            } else {
                waitsNow.add(report);
            }
        }
        dropped.forEach(waiting::remove);
        for (int i = 0; i < due.size(); i += REPORTS_IN_BATCH) {
            List<ReportKey> some = due.subList(i, Math.min(due.size(), i + REPORTS_IN_BATCH));
            Map<ReportKey, ReportCounts> counts = waiting.take(some);
            Set<ReportKey> unknown = new HashSet<>(some);
            unknown.retainAll(unanswered);
            batches.append(counts, unknown);
        }
        waited = waitsNow;
    }

    /** While the store fails and memory is short, drops the counts of domains that the last look-up found not to ask. */
    private void makeRoom() {
        if (waiting.reports().size() > limits.domains()) {
            waiting.reports().stream()
                    .filter(report -> watch.answer(report.domain()) == Answer.UNWANTED && !sightings.isKept(report))
                    .toList()
                    .forEach(waiting::remove);
        }
    }
}
