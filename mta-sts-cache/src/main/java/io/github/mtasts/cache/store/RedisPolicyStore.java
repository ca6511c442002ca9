package io.github.mtasts.cache.store;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in a Redis server, version 6 or newer, or in one that speaks the same protocol: for several senders that share
 * their policies. It needs the library Jedis on the class path. The server's clock decides. Thread-safe.
 *
 * <p>Promised: every change is atomic; of two fetches the newer one stays, whichever node writes first; a refresh that is
 * due is given to one node at a time; what one node wrote the others see. An acknowledged write is in the memory of the
 * server, and with {@code appendonly yes} and {@code appendfsync always} on its disk.
 *
 * <p>Not promised, for the server does not:
 *
 * <ul>
 *   <li>with another {@code appendfsync}, or none, what was acknowledged last is lost when the server dies;
 *   <li>replication is asynchronous, so that a failover to a replica may lose acknowledged writes;
 *   <li>the {@code maxmemory-policy} must be {@code noeviction}, or policies that are in force vanish when memory runs
 *       out. With it, new policies are refused instead; those that are there stay, can be refreshed, and can be removed.
 * </ul>
 *
 * <p>A policy is kept until its max_age is over, at least for five minutes, and the mark of a removal for 24 hours; Redis
 * deletes them by itself, so that {@link #deleteExpired} has little to do.
 */
public final class RedisPolicyStore implements PolicyStore {
    /** How many rows one script handles at most, so that no script holds up the server for long. */
    private static final int PAGE = 1_000;

    /** How many rows one script writes: enough that what each script costs does not matter. */
    private static final int ROWS_IN_A_SCRIPT = 200;

    private final RedisLink link;
    private final byte[] rowPrefix;
    private final @Nullable Clock clock;

    /** @param clock null when that of the server decides */
    RedisPolicyStore(RedisLink link, String rowPrefix, @Nullable Clock clock) {
        this.link = link;
        this.rowPrefix = RedisLink.octets(rowPrefix);
        this.clock = clock;
    }

    /**
     * Begins a store.
     *
     * @return a builder, for the server on this machine unless told otherwise
     */
    public static RedisPolicyStoreBuilder builder() {
        return new RedisPolicyStoreBuilder();
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        Object fields = run(Script.READ, domain.name());
        return fields == null ? null : RedisRows.row(domain.name(), fields);
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        try {
            write(rows, ROWS_IN_A_SCRIPT);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.FULL) {
                throw e;
            }
            write(rows, 1); // what takes no more room than it frees gets through by itself
        }
    }

    private void write(List<StoredPolicy> rows, int rowsInAScript) {
        List<List<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += rowsInAScript) {
            calls.add(arguments(rows.subList(i, Math.min(i + rowsInAScript, rows.size())).stream()
                    .flatMap(RedisRows::arguments)));
        }
        link.runAll(Script.WRITE, calls);
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        List<? extends @Nullable Object> reply =
                RedisRows.list(run(Script.CHANGES, mark == null ? "" : mark, Integer.toString(Math.min(limit, PAGE))));
        return new Changes(
                RedisRows.rows(reply.get(2)),
                RedisRows.text(reply.get(0)),
                Long.valueOf(1).equals(reply.get(1)));
    }

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        List<StoredPolicy> rows = new ArrayList<>();
        String last = after == null ? "" : after.name();
        int wanted;
        long seen;
        do {
            wanted = Math.min(limit - rows.size(), PAGE);
            List<? extends @Nullable Object> reply = RedisRows.list(run(Script.LIST, last, Integer.toString(wanted)));
            seen = number(reply.get(0));
            last = RedisRows.text(reply.get(1));
            rows.addAll(RedisRows.rows(reply.get(2)));
        } while (rows.size() < limit && seen == wanted);
        return rows;
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return number(run(Script.REMOVE, domain.name())) == 1;
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        List<String> names = domains.stream().map(PolicyDomain::name).toList();
        for (int i = 0; i < names.size(); i += PAGE) {
            run(Script.USED, names.subList(i, Math.min(i + PAGE, names.size())).toArray(String[]::new));
        }
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        Object names = run(Script.CLAIM, Integer.toString(limit), millis(lease), millis(usedWithin));
        return RedisRows.list(names).stream()
                .map(RedisRows::text)
                .map(PolicyDomain::of)
                .toList();
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        run(Script.RETRY, domain.name(), millis(delay));
    }

    /**
     * Forgets the names of rows that Redis has deleted.
     *
     * @param keptFor makes no difference here
     * @return 0, for the rows themselves are deleted by Redis
     */
    @Override
    public int deleteExpired(Duration keptFor) {
        String reached = "-inf";
        do {
            reached = RedisRows.text(run(Script.PRUNE, reached, Integer.toString(PAGE)));
        } while (!reached.isEmpty());
        return 0;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void close() {
        link.close();
    }

    private @Nullable Object run(Script script, String... arguments) {
        return link.run(script, arguments(Stream.of(arguments).map(RedisLink::octets)));
    }

    private List<byte[]> arguments(Stream<byte[]> own) {
        byte[] now = RedisLink.octets(clock == null ? "" : Long.toString(clock.millis()));
        return Stream.concat(Stream.of(now, rowPrefix), own).toList();
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static long number(@Nullable Object reply) {
        if (reply instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("A script replied no number: " + reply);
    }
}
