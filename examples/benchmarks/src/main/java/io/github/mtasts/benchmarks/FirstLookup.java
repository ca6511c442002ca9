package io.github.mtasts.benchmarks;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Load program: a sender starts with many policies in its SQLite file and looks up some of the domains for the first time.
 * Baseline in the same run: a bare JDBC query of the same rows in the same file. The file is in the system's page cache.
 */
final class FirstLookup {
    private static final int PAGE = 1_000;

    private FirstLookup() {}

    static void run(int domains, int lookups) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("mta-sts-bench");
        Path file = folder.resolve("policies.db");
        try {
            fill(file, domains);
            int[] order = new Random(1).ints(lookups, 0, domains).toArray();
            long start = System.nanoTime();
            try (DurablePolicyCache cache =
                    DurablePolicyCache.over(SqlitePolicyStore.open(file)).build()) {
                long opened = System.nanoTime() - start;
                double[] ours = new double[lookups];
                for (int i = 0; i < lookups; i++) {
                    long before = System.nanoTime();
                    if (cache.get(Rows.domain(order[i])) == null) {
                        throw new IllegalStateException("the policy of " + Rows.domain(order[i]) + " is lost");
                    }
                    ours[i] = (System.nanoTime() - before) / 1_000.0;
                }
                double[] bare = bare(file, order);
                System.out.printf(
                        Locale.ROOT,
                        "%d stored domains: start %.0f ms, first look-up %.0f us, median of %d %.0f us, 99th percentile"
                                + " %.0f us; bare JDBC: first %.0f us, median %.0f us%n",
                        domains,
                        opened / 1e6,
                        ours[0],
                        lookups,
                        quantile(ours, 0.5),
                        quantile(ours, 0.99),
                        bare[0],
                        quantile(bare, 0.5));
            }
        } finally {
            delete(folder);
        }
    }

    private static void fill(Path file, int domains) {
        Instant now = Instant.now();
        try (PolicyStore store = SqlitePolicyStore.open(file)) {
            for (int from = 0; from < domains; from += PAGE) {
                store.write(Rows.page(from, Math.min(PAGE, domains - from), now));
            }
        }
    }

    private static double[] bare(Path file, int[] order) throws SQLException {
        double[] micros = new double[order.length];
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, source, fetched_at FROM mta_sts_policy WHERE domain = ?")) {
            for (int i = 0; i < order.length; i++) {
                String name = Rows.domain(order[i]).name();
                long before = System.nanoTime();
                statement.setString(1, name);
                try (ResultSet rows = statement.executeQuery()) {
                    if (!rows.next() || rows.getBytes(2).length == 0 || rows.getLong(3) == 0) {
                        throw new IllegalStateException("the row of " + name + " is lost");
                    }
                }
                micros[i] = (System.nanoTime() - before) / 1_000.0;
            }
        }
        return micros;
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) ((sorted.length - 1) * share)];
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}
