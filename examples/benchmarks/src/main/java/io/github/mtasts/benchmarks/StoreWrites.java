package io.github.mtasts.benchmarks;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.PostgresPolicyStore;
import io.github.mtasts.cache.store.RedisPolicyStore;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/**
 * Load program: policies written per second, in pages of a thousand as the cache writes them. Baseline in the same run: a
 * bare JDBC or Jedis loop that inserts the same rows in the same pages with the same durability and the same indexes, and does
 * not compare them with stored rows. The two alternate in going first.
 */
final class StoreWrites {
    private static final int PAGE = 1_000;

    private StoreWrites() {}

    /** Writes pages of rows; they are durable when it returns. */
    private interface Writer {
        void write(List<StoredPolicy> page) throws SQLException;
    }

    static void run(int policies, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("mta-sts-bench");
        try {
            Path bareFile = folder.resolve("bare.db");
            try (PolicyStore store = SqlitePolicyStore.open(folder.resolve("policies.db"));
                    Connection bare = DriverManager.getConnection("jdbc:sqlite:" + bareFile)) {
                execute(bare, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL");
                table(bare, "TEXT", "BLOB");
                compare("SQLite", store, bare, policies, rounds);
            }
            try (EmbeddedPostgres server = EmbeddedPostgres.start();
                    PolicyStore store = PostgresPolicyStore.builder(server.getJdbcUrl("postgres", "postgres"))
                            .credentials("postgres", "")
                            .open();
                    Connection bare = server.getPostgresDatabase().getConnection()) {
                table(bare, "VARCHAR(253) COLLATE \"C\"", "BYTEA");
                compare("PostgreSQL", store, bare, policies, rounds);
            }
            redis(policies, rounds);
        } finally {
            FirstLookup.delete(folder);
        }
    }

    /** Both sides write to a server that syncs each page to the disk before it answers. */
    private static void redis(int policies, int rounds) throws IOException, SQLException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"")
                .build();
        server.start();
        try (PolicyStore store = RedisPolicyStore.builder()
                        .address("127.0.0.1", port)
                        .timeout(Duration.ofSeconds(30))
                        .open();
                RedisClient bare =
                        RedisClient.builder().hostAndPort("127.0.0.1", port).build()) {
            compare("Redis", store::write, page -> set(bare, page), policies, rounds);
        } finally {
            server.stop();
        }
    }

    private static void set(RedisClient client, List<StoredPolicy> page) {
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (StoredPolicy row : page) {
                byte[] key = octets("bare:" + row.domain().name());
                pipeline.hset(
                        key,
                        Map.of(
                                octets("id"), octets(row.id()),
                                octets("source"), row.source(),
                                octets("fetchedAt"),
                                        octets(Long.toString(row.fetchedAt().toEpochMilli())),
                                octets("expiresAt"),
                                        octets(Long.toString(row.expiresAt().toEpochMilli())),
                                octets("refreshAt"),
                                        octets(Long.toString(row.refreshAt().toEpochMilli()))));
                pipeline.pexpire(key, 604_800_000);
            }
            pipeline.sync();
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void table(Connection connection, String text, String octets) throws SQLException {
        execute(
                connection,
                "CREATE TABLE bare (domain " + text + " PRIMARY KEY, id VARCHAR(32), source " + octets
                        + ", fetched_at BIGINT, expires_at BIGINT, refresh_at BIGINT, used_at BIGINT, changed_at BIGINT)",
                "CREATE INDEX bare_refresh ON bare (refresh_at)",
                "CREATE INDEX bare_changed ON bare (changed_at, domain)",
                "CREATE INDEX bare_expires ON bare (expires_at)");
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void compare(String name, PolicyStore store, Connection connection, int policies, int rounds)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            compare(name, store::write, page -> insert(connection, insert, page), policies, rounds);
        }
    }

    private static void insert(Connection connection, PreparedStatement insert, List<StoredPolicy> page)
            throws SQLException {
        long now = System.currentTimeMillis();
        for (StoredPolicy row : page) {
            insert.setString(1, row.domain().name());
            insert.setString(2, row.id());
            insert.setBytes(3, row.source());
            insert.setLong(4, row.fetchedAt().toEpochMilli());
            insert.setLong(5, row.expiresAt().toEpochMilli());
            insert.setLong(6, row.refreshAt().toEpochMilli());
            insert.setLong(7, now);
            insert.setLong(8, now);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
    }

    /** Round 0 warms up. Every round writes other domains, so that both sides insert. */
    static void compare(String name, Writer library, Writer bare, int policies, int rounds) throws SQLException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round <= rounds; round++) {
            List<List<StoredPolicy>> pages = pages(round * policies, policies);
            boolean first = round % 2 == 0;
            double one = perSecond(first ? library : bare, pages, policies);
            double two = perSecond(first ? bare : library, pages, policies);
            if (round > 0) {
                ours[round - 1] = first ? one : two;
                theirs[round - 1] = first ? two : one;
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double library2 = ours[rounds / 2];
        double bare2 = theirs[rounds / 2];
        System.out.printf(
                Locale.ROOT,
                "%-11s %7.0f policies/s, bare %7.0f, ratio %.2f%n",
                name,
                library2,
                bare2,
                library2 / bare2);
    }

    private static List<List<StoredPolicy>> pages(int from, int policies) {
        Instant now = Instant.now();
        List<List<StoredPolicy>> pages = new ArrayList<>();
        for (int i = 0; i < policies; i += PAGE) {
            pages.add(Rows.page(from + i, Math.min(PAGE, policies - i), now));
        }
        return pages;
    }

    private static double perSecond(Writer writer, List<List<StoredPolicy>> pages, int policies) throws SQLException {
        long start = System.nanoTime();
        for (List<StoredPolicy> page : pages) {
            writer.write(page);
        }
        return policies / ((System.nanoTime() - start) / 1e9);
    }
}
