package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.time.ClockJumps;
import io.github.mtasts.work.Listeners;
import java.io.IOException;
import java.io.Reader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy cache in memory with a store behind it, so that an unexpired policy survives restarts, crashes, floods of domains
 * and the loss of a node (RFC 8461 sections 3.3 and 10.2). Thread-safe.
 *
 * <p>A look-up that memory can answer does not wait for the store; any other reads the store before DNS or HTTPS is used. A
 * fetched policy is in force at once, and is written in the background. Entries that memory has no room for stay in the store.
 * Writes of other nodes are seen within {@link Builder#compareEvery}.
 *
 * <p>A store failure never stops mail: delivery continues from memory and the network, and fetched policies wait to be
 * written. The failure is logged once and counted in {@link #statistics()}; the store is tried again each second, and not
 * by a delivery.
 * {@link Builder#deferWhenUnreadable} instead defers deliveries to domains that are not in memory.
 */
public final class DurablePolicyCache implements PolicyCache, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurablePolicyCache.class);
    /** The name that is read to see whether the store works, if no look-up failed. */
    private static final PolicyDomain PROBED = PolicyDomain.of("probe.invalid");

    private static final int MAX_NOTED = 100_000;
    private static final int PAGE = 1_000;
    private static final Duration EXPIRED_KEPT = Duration.ofDays(30);
    /** Longer than any clock can be ahead. */
    private static final Duration FOREVER = Duration.ofDays(365_000);
    /** After a start the clock may be corrected soon. */
    private static final Duration STEADY = Duration.ofHours(1);
    /** A clock that somebody has set may be set back. */
    private static final Duration AFTER_JUMP = Duration.ofDays(1);
    /** Shorter ones delete nothing that is in force or was lately, and a machine that is suspended every night has them. */
    private static final Duration JUMP = Duration.ofDays(1);

    private final MemoryPolicyCache front;
    private final PolicyStore store;
    private final Clock clock;
    private final ClockJumps jumps;
    private final Listeners<CacheListener> events;
    private final FailingRefreshes failing;
    private final boolean deferWhenUnreadable;
    private final StoreGate reading;
    private final StoreGate writing;
    private final StoreWriter writer;
    private final RefreshPlan plan;
    private final ScheduledExecutorService scheduler;
    private final @Nullable ScheduledExecutorService owned;
    private final AtomicBoolean probeScheduled = new AtomicBoolean();
    private final Set<PolicyDomain> used = ConcurrentHashMap.newKeySet();
    private final Set<PolicyDomain> refreshing = ConcurrentHashMap.newKeySet();
    private final AtomicLong unreadableLookups = new AtomicLong();
    private final AtomicLong unreadableRows = new AtomicLong();
    private final List<Future<?>> repeated = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private @Nullable String changesMark;

    private DurablePolicyCache(Builder builder) {
        this.clock = builder.clock;
        this.jumps = new ClockJumps(clock, builder.nanoTime, JUMP);
        this.store = new CheckedStore(builder.store);
        this.events = builder.events();
        this.deferWhenUnreadable = builder.deferWhenUnreadable;
        this.front = MemoryPolicyCache.create(builder.maxWeightOctets, clock);
        AtomicInteger failingDirections = new AtomicInteger();
        this.reading = new StoreGate("read from", clock, events, failingDirections);
        this.writing = new StoreGate("kept in", clock, events, failingDirections);
        this.plan = new RefreshPlan(builder.refreshEvery);
        this.failing = new FailingRefreshes(plan, events);
        ScheduledExecutorService runs = builder.scheduler;
        if (runs == null) {
            runs = CacheThread.scheduler("store");
            this.owned = runs;
        } else {
            this.owned = null;
        }
        this.scheduler = runs;
        this.writer = new StoreWriter(store, writing, plan, clock, runs, builder.maxWaiting, this::writeAllAgain);
    }

    private void start(Duration compareEvery) {
        repeat(compareEvery, this::compareWithStore);
        repeat(Duration.ofMinutes(1), this::maintain);
        repeat(Duration.ofHours(1), this::deleteLongExpired);
    }

    private void repeat(Duration every, Runnable work) {
        long pause = Math.max(1, every.toMillis()); // a scheduler refuses 0
        repeated.add(scheduler.scheduleWithFixedDelay(() -> unlessClosed(work), 0, pause, TimeUnit.MILLISECONDS));
    }

    private void unlessClosed(Runnable work) {
        try {
            if (!closed) {
                work.run();
            }
        } catch (Throwable e) {
            LOG.error("Maintenance of the policy cache failed; retrying", e);
        }
    }

    /**
     * Creates a builder.
     *
     * @param store the store; the cache closes it
     * @return a builder with the default settings
     */
    public static Builder over(PolicyStore store) {
        return new Builder(store);
    }

    @Override
    public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        CachedPolicy entry = front.inMemory(domain, nowMillis);
        if (entry != null) {
            markUsed(domain, entry, nowMillis);
        }
        return entry;
    }

    private void markUsed(PolicyDomain domain, CachedPolicy entry, long nowMillis) {
        if (entry.markUsed(nowMillis) && used.size() < MAX_NOTED) {
            used.add(domain);
        }
    }

    /**
     * Looks up the entry in memory, among the policies that wait to be written, and in the store. One that was not in memory
     * counts as used, unless the domain is being refreshed: deliveries look in memory first.
     *
     * @throws StoreException if the store cannot be read and {@link Builder#deferWhenUnreadable} was chosen
     */
    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        long now = clock.millis();
        CachedPolicy entry = front.inMemory(domain, now);
        boolean wasInMemory = entry != null;
        if (entry == null) {
            CachedPolicy waiting = writer.waiting(domain);
            entry = waiting != null && waiting.inForceAt(now) ? front.keep(domain, waiting) : fromStore(domain);
            if (entry != null && waiting != null && entry.isOlderThan(waiting, now)) {
                entry = front.keep(domain, waiting); // a policy with max_age 0 replaces the older one in the store
            }
        }
        if (entry == null || !entry.inForceAt(now)) {
            return null;
        }
        if (!wasInMemory && !refreshing.contains(domain)) {
            markUsed(domain, entry, now);
        }
        return entry;
    }

    /** From now on, look-ups that do I/O are those of a refresh, and no use of the policy. */
    void refreshBegins(PolicyDomain domain) {
        refreshing.add(domain);
    }

    void refreshEnded(PolicyDomain domain) {
        refreshing.remove(domain);
    }

    private @Nullable CachedPolicy fromStore(PolicyDomain domain) {
        if (!reading.isOpen()) {
            return unreadable(reading.lastFault());
        }
        StoredPolicy row;
        try {
            row = store.read(domain);
        } catch (StoreException e) {
            readFailed(e, domain);
            return unreadable(e);
        }
        reading.worked();
        if (row == null || row.isRemoval()) {
            return null;
        }
        CachedPolicy entry = parse(row);
        return entry != null
                ? front.keep(domain, entry)
                // The policy of this domain is not known to be absent.
                : unreadable(new StoreException(
                        StoreException.Kind.CORRUPT, "The policy store has an invalid row for " + domain + ".", null));
    }

    private void readFailed(StoreException fault, PolicyDomain domain) {
        reading.failed(fault);
        if (fault.kind() == StoreException.Kind.CORRUPT) {
            writeAllAgain();
        }
        scheduleProbe(domain);
    }

    private void scheduleProbe(PolicyDomain domain) {
        if (probeScheduled.compareAndSet(false, true)) {
            try {
                var unused = scheduler.schedule(() -> probe(domain), StoreGate.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                probeScheduled.set(false);
                LOG.debug("The store is tried again by the next maintenance, unless the cache was closed", e);
            }
        }
    }

    /** Reads from the store, in the background, until it works. Deliveries do not use it before. */
    private void probe(PolicyDomain domain) {
        probeScheduled.set(false);
        if (closed) {
            return;
        }
        try {
            store.read(domain);
            reading.worked();
        } catch (StoreException e) {
            readFailed(e, domain);
        } catch (Throwable e) {
            LOG.error("Policy store failed unexpectedly; it is tried again", e);
            scheduleProbe(domain);
            throw e;
        }
    }

    private @Nullable CachedPolicy unreadable(@Nullable StoreException fault) {
        unreadableLookups.incrementAndGet();
        if (deferWhenUnreadable && fault != null) {
            throw fault;
        }
        return null;
    }

    @Override
    public long unreadableLookups() {
        return unreadableLookups.get();
    }

    /** Parses a row. Reports an invalid one, and returns null. */
    private @Nullable CachedPolicy parse(StoredPolicy row) {
        try {
            return row.parse();
        } catch (IllegalStateException e) {
            unreadableRows.incrementAndGet();
            LOG.error("Skipped an invalid row of the policy store: {}", e.getMessage());
            events.tell(listener -> listener.rowUnreadable(row.domain(), String.valueOf(e.getMessage())));
            return null;
        }
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        if (front.keep(domain, entry).fetchedAt().equals(entry.fetchedAt())) {
            writer.add(domain, entry);
            failing.fetched(domain, entry);
        }
    }

    @Override
    public void correct(PolicyDomain domain, CachedPolicy future, CachedPolicy corrected) {
        writer.correct(domain, future, corrected);
        StoredPolicy row = rowBeside(domain);
        if (row == null || row.fetchedAt().equals(future.fetchedAt())) {
            front.correct(domain, future, corrected);
        } else if (row.isRemoval()) {
            front.remove(domain, future);
        } else { // the corrected row, or the policy that another node has fetched since
            CachedPolicy stored = parse(row);
            front.correct(domain, future, stored == null || isSame(stored, corrected) ? corrected : stored);
        }
    }

    private static boolean isSame(CachedPolicy stored, CachedPolicy corrected) {
        return stored.id().equals(corrected.id()) && stored.policy().equals(corrected.policy());
    }

    /** The row of a domain; null when there is none, or the store cannot be read now. */
    private @Nullable StoredPolicy rowBeside(PolicyDomain domain) {
        if (!reading.isOpen()) {
            return null;
        }
        try {
            return store.read(domain);
        } catch (StoreException e) {
            readFailed(e, domain);
            return null;
        }
    }

    /**
     * Writes the waiting policies, and waits until they are in the store.
     *
     * @return whether all are in the store; false if it fails or is full
     */
    public boolean flush() {
        return writer.writeWaiting();
    }

    /**
     * Lists the rows of the store in the order of their names, with the expired ones.
     *
     * @param after the name before the first row; null to start at the beginning
     * @param limit the largest number of rows
     * @return the rows; fewer than the limit only at the end
     * @throws StoreException if the store cannot be read
     */
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return store.list(after, limit);
    }

    /**
     * Writes every policy of the store as text, for {@link #importFrom} or to be read. Writes the waiting policies to the store
     * first.
     *
     * @param out the destination; the caller closes it
     * @return the number of exported policies
     * @throws IOException if {@code out} fails
     * @throws StoreException if the store cannot be read
     */
    public long exportTo(Appendable out) throws IOException {
        flush();
        PolicyText.begin(out);
        long count = 0;
        PolicyDomain after = null;
        List<StoredPolicy> page;
        do {
            page = store.list(after, PAGE);
            for (StoredPolicy row : page) {
                PolicyText.write(row, out);
                after = row.domain();
                count++;
            }
        } while (page.size() == PAGE);
        return count;
    }

    /**
     * Imports policies that {@link #exportTo} wrote. Each keeps the time of its fetch: an older policy never replaces a newer
     * one, whether it is in the store or in the text. Invalid lines are skipped.
     *
     * @param in the source; the caller closes it
     * @return one sentence for each skipped line, with its number; empty if there is none
     * @throws IOException if {@code in} fails
     * @throws StoreException if the store cannot be written; the import can be repeated
     */
    public List<String> importFrom(Reader in) throws IOException {
        List<String> refused = new ArrayList<>();
        Map<PolicyDomain, StoredPolicy> page = new LinkedHashMap<>();
        PolicyText.read(
                in,
                clock.instant(),
                (domain, entry) -> {
                    page.merge(
                            domain, StoredPolicy.of(domain, entry, plan.due(domain, entry)), DurablePolicyCache::later);
                    if (page.size() == PAGE) {
                        importPage(page);
                    }
                },
                refused::add);
        importPage(page);
        return List.copyOf(refused);
    }

    private static StoredPolicy later(StoredPolicy before, StoredPolicy row) {
        return row.fetchedAt().isBefore(before.fetchedAt()) ? before : row;
    }

    /** Writes a page to the store, which keeps the newer of two policies, and then updates memory from the store. */
    private void importPage(Map<PolicyDomain, StoredPolicy> page) {
        store.write(List.copyOf(page.values()));
        for (StoredPolicy imported : page.values()) {
            StoredPolicy row = front.holds(imported.domain()) ? store.read(imported.domain()) : null;
            if (row != null) {
                take(row);
            }
        }
        page.clear();
    }

    /**
     * Removes the policy of a domain at the request of an operator. The domain is unprotected until its policy is fetched
     * again. The removal is logged. Other nodes that share the store apply it within {@link Builder#compareEvery}.
     *
     * @param domain the Policy Domain
     * @param reason for the log
     * @return whether there was a policy to remove
     * @throws StoreException if the store cannot be written; memory then keeps the policy, too
     */
    public boolean remove(PolicyDomain domain, String reason) {
        // Not by get: what the store has cannot be read if its row is damaged, and can be removed.
        boolean known = front.inMemory(domain, clock.millis()) != null || writer.waiting(domain) != null;
        flush(); // a waiting policy must not be written after the removal
        boolean stored = store.remove(domain);
        writer.forget(domain);
        front.remove(domain);
        failing.removed(domain);
        LOG.warn("Policy of {} removed by an operator: {}", domain, reason);
        return known || stored;
    }

    /**
     * Returns the state of this cache, for metrics. Does no I/O.
     *
     * @return the state now, and counters since it was built
     */
    public CacheStatistics statistics() {
        return new CacheStatistics(
                front.size(),
                writer.size(),
                writer.dropped(),
                reading.isOpen(),
                writing.isOpen(),
                reading.faults(),
                writing.faults(),
                unreadableRows.get(),
                failing.counts(clock.millis()),
                events.lost());
    }

    /** Writes the waiting policies, and closes the store. */
    @Override
    public void close() {
        closed = true;
        repeated.forEach(task -> task.cancel(false));
        writer.stopTasks();
        if (owned != null) {
            owned.shutdown();
        }
        try {
            writeTheLast();
        } finally {
            try {
                store.close();
            } finally {
                events.close();
            }
        }
    }

    private void writeTheLast() {
        noteUse();
        writer.correctStore();
        if (!flush()) {
            LOG.error("Closed with {} policies not written to the store; they will be fetched again", writer.size());
        }
    }

    /** Updates memory from the rows that other nodes changed in a shared store. */
    void compareWithStore() {
        if (!store.isShared() || !reading.isOpen()) {
            return;
        }
        try {
            PolicyStore.Changes changes;
            do {
                changes = store.changes(changesMark, PAGE);
                changes.rows().forEach(this::take);
                changesMark = changes.mark();
            } while (changes.more());
            reading.worked();
        } catch (StoreException e) {
            readFailed(e, PROBED);
        }
    }

    private void take(StoredPolicy row) {
        if (row.isRemoval()) {
            front.removeFetchedBefore(row.domain(), row.fetchedAt());
            if (!front.holds(row.domain())) {
                failing.removed(row.domain());
            }
        } else if (front.holds(row.domain())) {
            CachedPolicy entry = parse(row);
            if (entry != null) {
                failing.fetched(row.domain(), front.keep(row.domain(), entry));
            }
        }
    }

    void maintain() {
        failing.forgetExpired(clock.millis());
        noteUse();
        writer.correctStore();
        writer.retry();
        if (!reading.isOpen()) {
            scheduleProbe(PROBED); // unless it is scheduled: the scheduler may have refused it
        }
        if (!writing.isOpen()) {
            deleteLongExpired(); // shows whether the store works again while no policy waits to be written
        }
    }

    /** The store took a change that is no policy. One that is full does so, too, while it refuses policies. */
    private void upkeepWorked() {
        StoreException fault = writing.lastFault();
        if (fault != null && (fault.kind() != StoreException.Kind.FULL || writer.size() == 0)) {
            writing.worked();
        }
    }

    private void noteUse() {
        List<PolicyDomain> noted = List.copyOf(used);
        if (noted.isEmpty() || !writing.mayTry()) {
            return;
        }
        try {
            store.used(noted);
            noted.forEach(used::remove);
            upkeepWorked();
        } catch (StoreException e) {
            writing.failed(e);
        }
    }

    void deleteLongExpired() {
        jumps.look()
                .ifPresent(by -> LOG.warn(
                        "The clock jumped by {}; expired policies are kept until it has run steadily for {}",
                        by,
                        AFTER_JUMP));
        if (!writing.mayTry()) {
            return;
        }
        try {
            // With a clock that is wrong by months every policy would be lost for good, also for the time after its
            // correction.
            boolean isTrusted = jumps.isSteadyFor(STEADY) && !jumps.hasJumpedWithin(AFTER_JUMP);
            Duration kept = isTrusted ? EXPIRED_KEPT : FOREVER;
            int deleted = store.deleteExpired(kept);
            LOG.debug("Deleted {} policies that expired more than {} ago", deleted, kept);
            upkeepWorked();
        } catch (StoreException e) {
            writing.failed(e);
        }
    }

    /** Writes all policies in memory again, because the store was damaged and started empty. */
    private void writeAllAgain() {
        long now = clock.millis();
        front.forEach((domain, entry) -> {
            if (entry.inForceAt(now)) {
                writer.add(domain, entry);
            }
        });
    }

    List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        if (!writing.mayTry()) {
            return List.of();
        }
        try {
            List<PolicyDomain> claimed = store.claimDue(limit, lease, usedWithin);
            upkeepWorked();
            return claimed;
        } catch (StoreException e) {
            writing.failed(e);
            return List.of();
        }
    }

    void retryIn(PolicyDomain domain, Duration delay) {
        try {
            store.retryIn(domain, delay);
        } catch (StoreException e) {
            writing.failed(e); // the claim ends with its lease
        }
    }

    RefreshPlan plan() {
        return plan;
    }

    Listeners<CacheListener> events() {
        return events;
    }

    FailingRefreshes failing() {
        return failing;
    }

    Clock clock() {
        return clock;
    }

    /** Settings of a {@link DurablePolicyCache}. Not thread-safe. */
    public static final class Builder {
        private final PolicyStore store;
        private long maxWeightOctets = MemoryPolicyCache.DEFAULT_MAX_WEIGHT_OCTETS;
        private int maxWaiting = 100_000;
        private Clock clock = Clock.systemUTC();
        private LongSupplier nanoTime = System::nanoTime;
        private final List<CacheListener> listeners = new ArrayList<>();
        private @Nullable Executor listenerThread;
        private Duration compareEvery = Duration.ofMinutes(1);
        private Duration refreshEvery = Duration.ofDays(1);
        private boolean deferWhenUnreadable;
        private @Nullable ScheduledExecutorService scheduler;

        private Builder(PolicyStore store) {
            this.store = store;
        }

        /**
         * Sets the approximate memory that policies may use.
         *
         * @param octets the bound in octets; default {@link MemoryPolicyCache#DEFAULT_MAX_WEIGHT_OCTETS}
         * @return this builder
         */
        public Builder maxWeightOctets(long octets) {
            this.maxWeightOctets = octets;
            return this;
        }

        /**
         * Sets how many policies may wait in memory while the store cannot be written. As many others may wait that a full
         * store refused: they do not keep later ones from being written.
         *
         * @param policies the largest number; default 100,000
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxWaiting(int policies) {
            if (policies <= 0) {
                throw new IllegalArgumentException("maxWaiting is " + policies + ": it must be at least 1");
            }
            this.maxWaiting = policies;
            return this;
        }

        /**
         * Sets the clock by which policies expire.
         *
         * @param wallClock the clock, the same as the library's; default the system's
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /** Sets the monotonic time in nanoseconds, for tests. */
        Builder nanoTime(LongSupplier monotonic) {
            this.nanoTime = monotonic;
            return this;
        }

        /**
         * Adds a listener for the store and for refreshes. Each listener has a thread of its own.
         *
         * @param listener such as the metrics of mta-sts-micrometer; default none, and events are only logged
         * @return this builder
         */
        public Builder listener(CacheListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Sets the thread of the one listener, for tests that wait for no thread. */
        Builder listenerThread(Executor executor) {
            this.listenerThread = executor;
            return this;
        }

        private Listeners<CacheListener> events() {
            return listenerThread == null ? Listeners.of(listeners) : Listeners.on(listenerThread, listeners.get(0));
        }

        /**
         * Sets how often memory is updated from a store that other nodes write to.
         *
         * @param interval at most five minutes; default one minute
         * @return this builder
         * @throws IllegalArgumentException if the interval is not positive, or longer than five minutes
         */
        public Builder compareEvery(Duration interval) {
            this.compareEvery = within("compareEvery", interval, Duration.ofMinutes(5));
            return this;
        }

        /**
         * Sets how long after its fetch a policy is refreshed at the latest (RFC 8461 section 3.3); sooner if half its max_age
         * is shorter. Used by {@link ProactiveRefresh}.
         *
         * @param interval at most a week; default one day
         * @return this builder
         * @throws IllegalArgumentException if the interval is not positive, or longer than a week
         */
        public Builder refreshEvery(Duration interval) {
            this.refreshEvery = within("refreshEvery", interval, Duration.ofDays(7));
            return this;
        }

        /**
         * Defers deliveries while the store cannot be read and the policy is not in memory, because the store may have an
         * unexpired one. By default such a delivery uses the result of DNS and HTTPS.
         *
         * @return this builder
         */
        public Builder deferWhenUnreadable() {
            this.deferWhenUnreadable = true;
            return this;
        }

        /**
         * Sets the scheduler for background work.
         *
         * @param executor the scheduler, which the caller shuts down; default one daemon thread
         * @return this builder
         */
        public Builder scheduler(ScheduledExecutorService executor) {
            this.scheduler = executor;
            return this;
        }

        /**
         * Builds the cache and starts its background work. Reads nothing from the store.
         *
         * @return a running cache; closing it writes the waiting policies
         */
        public DurablePolicyCache build() {
            DurablePolicyCache cache = new DurablePolicyCache(this);
            cache.start(compareEvery);
            return cache;
        }

        private static Duration within(String setting, Duration interval, Duration longest) {
            if (interval.isZero() || interval.isNegative() || interval.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        setting + " is " + interval + ": it must be positive and at most " + longest);
            }
            return interval;
        }
    }
}
