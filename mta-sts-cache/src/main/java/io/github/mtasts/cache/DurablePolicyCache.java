package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.io.IOException;
import java.io.Reader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache in memory with a store behind it, so that an unexpired policy outlives restarts, crashes, floods of domains and
 * single nodes (RFC 8461 sections 3.3 and 10.2). Thread-safe.
 *
 * <p>A look-up never waits for the store when memory has the answer; without it the store is read before anyone on the
 * network is asked. What is fetched is in force at once and written behind the delivery's back. What memory forgets for
 * lack of room stays in the store. What other nodes write is noticed within {@link Builder#compareEvery}.
 *
 * <p>A store that fails is told of once, counted, left alone for up to 30 seconds and tried again; meanwhile deliveries
 * are decided from memory and the network, and what is fetched waits to be written. Whoever prefers that deliveries to
 * domains which are not in memory wait instead chooses {@link Builder#deferWhenUnreadable}.
 */
public final class DurablePolicyCache implements PolicyCache, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurablePolicyCache.class);
    private static final int MAX_NOTED = 100_000;
    private static final int PAGE = 1_000;
    private static final Duration EXPIRED_KEPT = Duration.ofDays(30);

    private final MemoryPolicyCache front;
    private final PolicyStore store;
    private final Clock clock;
    private final CacheListener listener;
    private final boolean deferWhenUnreadable;
    private final StoreGate reading;
    private final StoreGate writing;
    private final StoreWriter writer;
    private final RefreshPlan plan;
    private final @Nullable ScheduledExecutorService owned;
    private final Set<PolicyDomain> used = ConcurrentHashMap.newKeySet();
    private final AtomicLong unreadableLookups = new AtomicLong();
    private final AtomicLong unreadableRows = new AtomicLong();
    private @Nullable String changesMark;

    private DurablePolicyCache(Builder builder) {
        this.clock = builder.clock;
        this.store = builder.store;
        this.listener = builder.listener;
        this.deferWhenUnreadable = builder.deferWhenUnreadable;
        this.front = MemoryPolicyCache.create(builder.maxWeightOctets, clock);
        this.reading = new StoreGate("read", clock, listener);
        this.writing = new StoreGate("kept", clock, listener);
        this.plan = new RefreshPlan(builder.refreshEvery);
        ScheduledExecutorService runs = builder.scheduler;
        if (runs == null) {
            runs = CacheThread.scheduler("store");
            this.owned = runs;
        } else {
            this.owned = null;
        }
        this.writer = new StoreWriter(store, writing, plan, clock, runs, builder.maxWaiting, this::writeAllAgain);
        everySo(runs, builder.compareEvery, this::compareWithStore);
        everySo(runs, Duration.ofMinutes(1), this::maintain);
        everySo(runs, Duration.ofHours(1), this::deleteLongExpired);
    }

    private static void everySo(ScheduledExecutorService scheduler, Duration every, Runnable work) {
        var unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        LOG.error("the upkeep of the policy cache threw; it is tried again", e);
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Starts building.
     *
     * @param store is closed with the cache
     * @return a builder in which everything else has a default
     */
    public static Builder over(PolicyStore store) {
        return new Builder(store);
    }

    @Override
    public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
        CachedPolicy entry = front.inMemory(domain, nowMillis);
        if (entry != null && entry.markUsed(nowMillis) && used.size() < MAX_NOTED) {
            used.add(domain);
        }
        return entry;
    }

    /**
     * Looks in memory, among what waits to be written, and in the store.
     *
     * @throws StoreException when the store cannot be read and {@link Builder#deferWhenUnreadable} was chosen
     */
    @Override
    public @Nullable CachedPolicy get(PolicyDomain domain) {
        long now = clock.millis();
        CachedPolicy entry = front.inMemory(domain, now);
        if (entry == null) {
            CachedPolicy waiting = writer.waiting(domain);
            entry = waiting != null && waiting.inForceAt(now) ? front.keep(domain, waiting) : fromStore(domain);
            if (entry != null && waiting != null && entry.isOlderThan(waiting, now)) {
                entry = front.keep(domain, waiting); // one with max_age 0 outdates what the store still has
            }
        }
        return entry != null && entry.inForceAt(now) ? entry : null;
    }

    private @Nullable CachedPolicy fromStore(PolicyDomain domain) {
        if (!reading.isOpen()) {
            return unreadable(reading.lastFault());
        }
        StoredPolicy row;
        try {
            row = store.read(domain);
        } catch (StoreException e) {
            reading.failed(e);
            if (e.kind() == StoreException.Kind.CORRUPT) {
                writeAllAgain();
            }
            return unreadable(e);
        }
        reading.worked();
        CachedPolicy entry = row == null ? null : parse(row);
        return entry == null ? null : front.keep(domain, entry);
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

    /** A row that cannot be parsed costs that row only. */
    private @Nullable CachedPolicy parse(StoredPolicy row) {
        try {
            return row.parse();
        } catch (IllegalStateException e) {
            unreadableRows.incrementAndGet();
            LOG.error("{}; the row is left alone until the policy is fetched anew", e.getMessage());
            StoreGate.tell(() -> listener.rowUnreadable(row.domain(), String.valueOf(e.getMessage())));
            return null;
        }
    }

    @Override
    public void put(PolicyDomain domain, CachedPolicy entry) {
        if (front.keep(domain, entry).fetchedAt().equals(entry.fetchedAt())) {
            writer.add(domain, entry);
        }
    }

    /**
     * Waits until what was put before is in the store.
     *
     * @return whether it is; false when the store does not take it now
     */
    public boolean flush() {
        return writer.writeWaiting();
    }

    /**
     * Lists what the store has, in the order of the names, expired policies too.
     *
     * @param after the name before the first one wanted, null to begin at the beginning
     * @param limit how many at most
     * @return fewer than the limit only at the end
     * @throws StoreException when the store cannot be read
     */
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return store.list(after, limit);
    }

    /**
     * Writes every policy of the store as text, for {@link #importFrom} or for a person. Policies that wait to be written
     * are written first.
     *
     * @param out stays the caller's to close
     * @return how many policies were written
     * @throws IOException when {@code out} fails
     * @throws StoreException when the store cannot be read
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
     * Takes in policies that {@link #exportTo} wrote. Each is put as if it had been fetched when it was: an older one
     * never takes the place of a newer one. A line that is not right is passed over.
     *
     * @param in stays the caller's to close
     * @return a sentence for each line that was not taken, with its number; empty when all were
     * @throws IOException when {@code in} fails
     * @throws StoreException when the store does not take them; importing again is safe
     */
    public List<String> importFrom(Reader in) throws IOException {
        List<String> refused = new ArrayList<>();
        List<StoredPolicy> page = new ArrayList<>();
        PolicyText.read(
                in,
                clock.instant(),
                (domain, entry) -> {
                    page.add(StoredPolicy.of(domain, entry, plan.due(domain, entry)));
                    if (page.size() == PAGE) {
                        takeIn(page);
                    }
                },
                refused::add);
        takeIn(page);
        return List.copyOf(refused);
    }

    /** The store decides which of two is newer; memory then follows it. */
    private void takeIn(List<StoredPolicy> page) {
        store.write(List.copyOf(page));
        for (StoredPolicy imported : page) {
            StoredPolicy row = front.holds(imported.domain()) ? store.read(imported.domain()) : null;
            if (row != null) {
                take(row);
            }
        }
        page.clear();
    }

    /**
     * Forgets the policy of a domain, because an operator asks for it by name. Until it is fetched again the domain is
     * unprotected. Logged. Other nodes that share the store follow with their next comparison.
     *
     * @param domain the Policy Domain
     * @param reason for the log
     * @return whether there was anything to forget
     * @throws StoreException when the store does not take it; memory then keeps the policy, too
     */
    public boolean remove(PolicyDomain domain, String reason) {
        boolean known = get(domain) != null;
        flush(); // what waits must not be written after the removal
        boolean stored = store.remove(domain);
        writer.forget(domain);
        front.remove(domain);
        LOG.warn("the policy of {} was removed by an operator: {}", domain, reason);
        return known || stored;
    }

    /**
     * How the cache has fared.
     *
     * @return counts since it was built
     */
    public CacheStatistics statistics() {
        return new CacheStatistics(
                writer.size(), writer.dropped(), reading.faults(), writing.faults(), unreadableRows.get());
    }

    /** Writes what waits, and closes the store. */
    @Override
    public void close() {
        if (owned != null) {
            owned.shutdown();
        }
        noteUse();
        if (!flush()) {
            LOG.error(
                    "{} policies could not be written before the cache was closed; they will be fetched again",
                    writer.size());
        }
        store.close();
    }

    /** One node's news reaches the others: what changed in the store replaces what memory has of it. */
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
            reading.failed(e);
        }
    }

    private void take(StoredPolicy row) {
        if (row.isRemoval()) {
            front.removeFetchedBefore(row.domain(), row.fetchedAt());
        } else if (front.holds(row.domain())) {
            CachedPolicy entry = parse(row);
            if (entry != null) {
                var unused = front.keep(row.domain(), entry);
            }
        }
    }

    void maintain() {
        noteUse();
        writer.retryRefused();
    }

    private void noteUse() {
        List<PolicyDomain> noted = List.copyOf(used);
        if (noted.isEmpty() || !writing.isOpen()) {
            return;
        }
        try {
            store.used(noted);
            noted.forEach(used::remove);
        } catch (StoreException e) {
            writing.failed(e);
        }
    }

    void deleteLongExpired() {
        if (!writing.isOpen()) {
            return;
        }
        try {
            int deleted = store.deleteExpired(EXPIRED_KEPT);
            LOG.debug("{} policies that expired more than {} ago were deleted", deleted, EXPIRED_KEPT);
        } catch (StoreException e) {
            writing.failed(e);
        }
    }

    /** The store was damaged and has begun anew: what memory has is written again. */
    private void writeAllAgain() {
        long now = clock.millis();
        front.forEach((domain, entry) -> {
            if (entry.inForceAt(now)) {
                writer.add(domain, entry);
            }
        });
    }

    List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        if (!writing.isOpen()) {
            return List.of();
        }
        try {
            return store.claimDue(limit, lease, usedWithin);
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

    CacheListener listener() {
        return listener;
    }

    Clock clock() {
        return clock;
    }

    /** Builds a {@link DurablePolicyCache}. Not thread-safe. */
    public static final class Builder {
        private final PolicyStore store;
        private long maxWeightOctets = MemoryPolicyCache.DEFAULT_MAX_WEIGHT_OCTETS;
        private int maxWaiting = 100_000;
        private Clock clock = Clock.systemUTC();
        private CacheListener listener = CacheListener.NONE;
        private Duration compareEvery = Duration.ofMinutes(1);
        private Duration refreshEvery = Duration.ofDays(1);
        private boolean deferWhenUnreadable;
        private @Nullable ScheduledExecutorService scheduler;

        private Builder(PolicyStore store) {
            this.store = store;
        }

        /**
         * About how much memory the policies in memory may take.
         *
         * @param octets {@link MemoryPolicyCache#DEFAULT_MAX_WEIGHT_OCTETS} unless set
         * @return this builder
         */
        public Builder maxWeightOctets(long octets) {
            this.maxWeightOctets = octets;
            return this;
        }

        /**
         * How many policies may wait in memory to be written while the store does not take them.
         *
         * @param policies 100,000 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder maxWaiting(int policies) {
            if (policies <= 0) {
                throw new IllegalArgumentException("maxWaiting is " + policies + ": it must be at least 1");
            }
            this.maxWaiting = policies;
            return this;
        }

        /**
         * The clock that ages policies.
         *
         * @param wallClock the system's unless set; the same as the library's
         * @return this builder
         */
        public Builder clock(Clock wallClock) {
            this.clock = wallClock;
            return this;
        }

        /**
         * Who is told of faults.
         *
         * @param told the log alone unless set
         * @return this builder
         */
        public Builder listener(CacheListener told) {
            this.listener = told;
            return this;
        }

        /**
         * How often memory is compared with a store that other nodes write to.
         *
         * @param interval a minute unless set; at most five
         * @return this builder
         * @throws IllegalArgumentException when it is not positive, or longer than five minutes
         */
        public Builder compareEvery(Duration interval) {
            this.compareEvery = within("compareEvery", interval, Duration.ofMinutes(5));
            return this;
        }

        /**
         * How long after its fetch a policy is refreshed, at the latest (RFC 8461 section 3.3); sooner when max_age is
         * short. Takes effect with {@link ProactiveRefresh}.
         *
         * @param interval a day unless set
         * @return this builder
         * @throws IllegalArgumentException when it is not positive, or longer than a week
         */
        public Builder refreshEvery(Duration interval) {
            this.refreshEvery = within("refreshEvery", interval, Duration.ofDays(7));
            return this;
        }

        /**
         * Holds deliveries back while the store cannot be read and memory does not have the policy: an unexpired one may
         * be in the store. Unless chosen, such a delivery is decided by what the network says.
         *
         * @return this builder
         */
        public Builder deferWhenUnreadable() {
            this.deferWhenUnreadable = true;
            return this;
        }

        /**
         * Runs what the cache does in the background.
         *
         * @param executor one thread of the cache's own unless set; stays the caller's to shut down
         * @return this builder
         */
        public Builder scheduler(ScheduledExecutorService executor) {
            this.scheduler = executor;
            return this;
        }

        /**
         * Builds. Reads nothing from the store.
         *
         * @return a running cache; close it to write what waits
         */
        public DurablePolicyCache build() {
            return new DurablePolicyCache(this);
        }

        private static Duration within(String setting, Duration interval, Duration longest) {
            if (interval.isZero() || interval.isNegative() || interval.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        setting + " is " + interval + ": it must be positive, and at most " + longest);
            }
            return interval;
        }
    }
}
