package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Policies in a Redis server, one hash per domain. Every change is one script, and so atomic. Thread-safe. */
public final class RedisTable implements PolicyStore {
    /** The largest number of rows per script, so that no script blocks the server for long. */
    private static final int PAGE = 1_000;

    /** The number of rows that one script writes: enough that the cost per script does not matter. */
    private static final int ROWS_PER_SCRIPT = 200;

    private final RedisLink link;
    private final byte[] rowPrefix;
    private final @Nullable Clock clock;

    private RedisTable(RedisLink link, String rowPrefix, @Nullable Clock clock) {
        this.link = link;
        this.rowPrefix = RedisLink.octets(rowPrefix);
        this.clock = clock;
    }

    /** Opens the table on a server. A null clock means the server's. Does not wait for the server. */
    public static RedisTable open(RedisAccess access, @Nullable Clock clock) {
        return new RedisTable(RedisLink.to(access), access.keyPrefix() + "p:", clock);
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        Object fields = run(RedisScript.READ, domain.name());
        return fields == null ? null : RedisRows.row(domain, fields);
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        try {
            write(rows, ROWS_PER_SCRIPT);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.FULL) {
                throw e;
            }
            run(RedisScript.EVICT, Integer.toString(PAGE));
            write(rows, 1); // a row that needs no more memory than it frees succeeds on its own
        }
    }

    private void write(List<StoredPolicy> rows, int rowsPerScript) {
        List<List<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += rowsPerScript) {
            calls.add(arguments(rows.subList(i, Math.min(i + rowsPerScript, rows.size())).stream()
                    .flatMap(RedisRows::arguments)));
        }
        link.runAll(RedisScript.WRITE, calls);
    }

    @Override
    public void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        run(RedisScript.CORRECT, domain.name(), Long.toString(fetchedAt.toEpochMilli()));
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        List<? extends @Nullable Object> reply = RedisRows.list(
                run(RedisScript.CHANGES, mark == null ? "" : mark, Integer.toString(Math.min(limit, PAGE))));
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
            List<? extends @Nullable Object> reply =
                    RedisRows.list(run(RedisScript.LIST, last, Integer.toString(wanted)));
            seen = number(reply.get(0));
            last = RedisRows.text(reply.get(1));
            rows.addAll(RedisRows.rows(reply.get(2)));
        } while (rows.size() < limit && seen == wanted);
        return rows;
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return number(run(RedisScript.REMOVE, domain.name())) == 1;
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        List<String> names = domains.stream().map(PolicyDomain::name).toList();
        for (int i = 0; i < names.size(); i += PAGE) {
            run(
                    RedisScript.USED,
                    names.subList(i, Math.min(i + PAGE, names.size())).toArray(String[]::new));
        }
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return RedisRows.domains(run(RedisScript.CLAIM, Integer.toString(limit), millis(lease), millis(usedWithin)));
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        run(RedisScript.RETRY, domain.name(), millis(delay));
    }

    /**
     * Removes the names of rows that Redis has deleted from the indexes.
     *
     * @param keptFor not used
     * @return 0, because Redis itself deletes the rows
     */
    @Override
    public int deleteExpired(Duration keptFor) {
        String reached = "-inf";
        do {
            reached = RedisRows.text(run(RedisScript.PRUNE, reached, Integer.toString(PAGE)));
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

    private @Nullable Object run(RedisScript script, String... arguments) {
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
        throw new IllegalStateException("A script did not reply with a number: " + reply);
    }
}
