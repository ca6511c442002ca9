package io.github.mtasts.cache.store;

import io.github.mtasts.cache.store.internal.Room;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.name.internal.RegistrableDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory: it is empty after a restart. For a sender without a disk that uses proactive refresh and inspection. It
 * follows all other rules of {@link PolicyStore}; several caches in one process may share it. Thread-safe.
 */
public final class MemoryPolicyStore implements PolicyStore {
    /** The budget that {@link #create()} sets, in octets. */
    public static final long DEFAULT_BUDGET_OCTETS = 64L << 20;

    /** The size of a row besides its text: objects and a tree node, rounded up. */
    private static final long ROW_OVERHEAD_OCTETS = 400;

    /** The number of rows that are deleted at once when there is no room. */
    private static final int MADE_ROOM = 1_000;

    private final Clock clock;
    private final long budgetOctets;
    private final NavigableMap<String, Row> rows = new TreeMap<>();
    /** The names under each registrable domain. */
    private final Map<String, Set<String>> sites = new HashMap<>();

    private long usedOctets;
    private long lastChange;
    private boolean closed;

    /** @param change the number of the write, which puts changes in order */
    private record Row(StoredPolicy policy, long refreshAt, long usedAt, long change) {
        Row refreshing(long at) {
            return new Row(policy, at, usedAt, change);
        }

        Row usedAt(long at) {
            return new Row(policy, refreshAt, at, change);
        }
    }

    private MemoryPolicyStore(long budgetOctets, Clock clock) {
        this.budgetOctets = budgetOctets;
        this.clock = clock;
    }

    /**
     * Creates a store with the default budget and the system's clock.
     *
     * @return an empty store
     */
    public static MemoryPolicyStore create() {
        return create(DEFAULT_BUDGET_OCTETS, Clock.systemUTC());
    }

    /**
     * Creates a store.
     *
     * @param budgetOctets the approximate memory that the rows may use, in octets
     * @param clock the clock by which policies expire, the same as the library's
     * @return an empty store
     * @throws IllegalArgumentException if the budget is not positive
     */
    public static MemoryPolicyStore create(long budgetOctets, Clock clock) {
        if (budgetOctets <= 0) {
            throw new IllegalArgumentException("budgetOctets is " + budgetOctets + ": it must be at least 1");
        }
        return new MemoryPolicyStore(budgetOctets, clock);
    }

    @Override
    public synchronized @Nullable StoredPolicy read(PolicyDomain domain) {
        requireOpen();
        Row row = rows.get(domain.name());
        return row == null ? null : row.policy;
    }

    @Override
    public synchronized void write(List<StoredPolicy> written) {
        requireOpen();
        long now = clock.millis();
        int refused = 0;
        for (StoredPolicy policy : written) {
            Row old = rows.get(policy.domain().name());
            if (old == null || !isOlder(policy, old.policy, now)) {
                refused += put(policy, old, now) ? 0 : 1;
            }
        }
        if (refused > 0) {
            throw new StoreException(
                    StoreException.Kind.FULL,
                    "The policy store in memory has no room for " + refused + " new policies: raise its budget of "
                            + budgetOctets + " octets.",
                    null);
        }
    }

    @Override
    public synchronized void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        requireOpen();
        Row row = rows.get(domain.name());
        Instant now = Instant.ofEpochMilli(clock.millis());
        if (row == null
                || row.policy.isRemoval()
                || !row.policy.fetchedAt().equals(fetchedAt)
                || !fetchedAt.isAfter(now)) {
            return;
        }
        Duration ahead = Duration.between(now, fetchedAt);
        StoredPolicy corrected = StoredPolicy.row(
                domain,
                row.policy.id(),
                row.policy.source(),
                now,
                row.policy.expiresAt().minus(ahead),
                row.policy.refreshAt().minus(ahead));
        long refreshAt = Math.min(row.refreshAt, corrected.refreshAt().toEpochMilli());
        rows.put(domain.name(), new Row(corrected, refreshAt, row.usedAt, ++lastChange));
    }

    private boolean put(StoredPolicy policy, @Nullable Row old, long now) {
        long growth = octets(policy) - (old == null ? 0 : octets(old.policy));
        if (growth > 0 && usedOctets + growth > budgetOctets) {
            makeRoom(policy.domain().name(), now);
            if (usedOctets + growth > budgetOctets) {
                return false;
            }
        }
        usedOctets += growth;
        String name = policy.domain().name();
        long usedAt = old == null || old.policy.isRemoval() ? now : old.usedAt;
        rows.put(name, new Row(policy, policy.refreshAt().toEpochMilli(), usedAt, ++lastChange));
        String site = RegistrableDomain.above(policy.domain().name());
        if (site != null) {
            limit(sites.computeIfAbsent(site, key -> new HashSet<>()), name, now);
        }
        return true;
    }

    /** Adds a name to those of a registrable domain. If there are too many, deletes an expired or the longest unused row. */
    private void limit(Set<String> names, String added, long now) {
        names.add(added);
        if (names.size() > Room.ROWS_PER_SITE) {
            names.stream()
                    .filter(name -> !name.equals(added))
                    .flatMap(name -> Optional.ofNullable(rows.get(name)).stream())
                    .filter(row -> !row.policy.isRemoval())
                    .min(Comparator.comparing(
                                    (Row row) -> row.policy.expiresAt().toEpochMilli() > now)
                            .thenComparingLong(Row::usedAt))
                    .ifPresent(row -> delete(row.policy));
        }
    }

    /** Deletes rows: those whose policy has expired, or else the longest unused. */
    private void makeRoom(String forName, long now) {
        List<StoredPolicy> victims = victims(
                forName,
                row -> row.policy.expiresAt().toEpochMilli()
                        <= now - (row.policy.isRemoval() ? Room.REMOVED_MILLIS : Room.WITHDRAWN_MILLIS),
                Comparator.comparing(row -> row.policy.expiresAt()));
        if (victims.isEmpty()) {
            victims = victims(
                    forName,
                    row -> row.usedAt <= now - Room.UNUSED_MILLIS && !row.policy.isRemoval(),
                    Comparator.comparingLong(Row::usedAt));
        }
        victims.forEach(this::delete);
    }

    private List<StoredPolicy> victims(String exceptName, Predicate<Row> condition, Comparator<Row> order) {
        return rows.values().stream()
                .filter(condition)
                .filter(row -> !row.policy.domain().name().equals(exceptName))
                .sorted(order)
                .limit(MADE_ROOM)
                .map(Row::policy)
                .toList();
    }

    private void delete(StoredPolicy policy) {
        String name = policy.domain().name();
        rows.remove(name);
        usedOctets -= octets(policy);
        String site = RegistrableDomain.above(policy.domain().name());
        Set<String> names = site == null ? null : sites.get(site);
        if (names != null && names.remove(name) && names.isEmpty()) {
            sites.remove(site);
        }
    }

    private static boolean isOlder(StoredPolicy policy, StoredPolicy than, long now) {
        long stored = than.fetchedAt().toEpochMilli();
        return stored <= now && policy.fetchedAt().toEpochMilli() < stored;
    }

    private static long octets(StoredPolicy policy) {
        return ROW_OVERHEAD_OCTETS + policy.domain().name().length() + policy.source().length;
    }

    @Override
    public synchronized Changes changes(@Nullable String mark, int limit) {
        requireOpen();
        if (mark == null) {
            return new Changes(List.of(), Long.toString(lastChange), false);
        }
        long after = Long.parseLong(mark);
        List<Row> changed = rows.values().stream()
                .filter(row -> row.change > after)
                .sorted(Comparator.comparingLong(Row::change))
                .limit(limit)
                .toList();
        long last = changed.isEmpty() ? after : changed.get(changed.size() - 1).change;
        return new Changes(changed.stream().map(Row::policy).toList(), Long.toString(last), last < lastChange);
    }

    @Override
    public synchronized List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        requireOpen();
        Collection<Row> from = after == null
                ? rows.values()
                : rows.tailMap(after.name(), false).values();
        return from.stream()
                .map(Row::policy)
                .filter(policy -> !policy.isRemoval())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean remove(PolicyDomain domain) {
        requireOpen();
        Row old = rows.get(domain.name());
        if (old == null || old.policy.isRemoval()) {
            return false;
        }
        return put(StoredPolicy.removal(domain, clock.instant()), old, clock.millis());
    }

    @Override
    public synchronized void used(Collection<PolicyDomain> domains) {
        requireOpen();
        long now = clock.millis();
        domains.forEach(domain -> rows.computeIfPresent(domain.name(), (name, row) -> row.usedAt(now)));
    }

    @Override
    public synchronized List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        requireOpen();
        long now = clock.millis();
        List<Row> due = rows.values().stream()
                .filter(row -> row.refreshAt <= now
                        && row.policy.expiresAt().toEpochMilli() > now
                        && row.usedAt > now - usedWithin.toMillis())
                .sorted(Comparator.comparingLong(Row::refreshAt))
                .limit(limit)
                .toList();
        List<PolicyDomain> claimed = new ArrayList<>();
        for (Row row : due) {
            rows.put(row.policy.domain().name(), row.refreshing(now + lease.toMillis()));
            claimed.add(row.policy.domain());
        }
        return claimed;
    }

    @Override
    public synchronized void retryIn(PolicyDomain domain, Duration delay) {
        requireOpen();
        rows.computeIfPresent(domain.name(), (name, row) -> row.refreshing(clock.millis() + delay.toMillis()));
    }

    @Override
    public synchronized int deleteExpired(Duration keptFor) {
        requireOpen();
        long before = clock.millis() - keptFor.toMillis();
        List<StoredPolicy> gone = rows.values().stream()
                .map(Row::policy)
                .filter(policy -> policy.expiresAt().toEpochMilli() <= before)
                .toList();
        gone.forEach(this::delete);
        return gone.size();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, "The policy store in memory was closed.", null);
        }
    }
}
