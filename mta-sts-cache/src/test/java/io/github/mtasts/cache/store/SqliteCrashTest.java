package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process at random moments, and checks that all acknowledged rows are there. */
class SqliteCrashTest {
    private static final int ROUNDS = 50;
    private static final int BATCH = 5;
    private static final int DOMAINS = 500;
    private static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @TempDir
    private Path folder;

    /** Writes forever, and prints each acknowledged row. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            PolicyStore store = SqlitePolicyStore.open(Path.of(args[0]));
            for (long time = Long.parseLong(args[1]); ; time++) {
                List<StoredPolicy> rows = new ArrayList<>();
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    String name = "d" + (time * BATCH + i) % DOMAINS + ".example";
                    rows.add(PolicyStoreContract.row(name, "id" + time, Instant.ofEpochMilli(time)));
                    lines.append(name).append(' ').append(time).append('\n');
                }
                store.write(rows);
                System.out.print(lines);
                System.out.flush();
            }
        }
    }

    @Test
    @Tag("slow")
    @Tag("STS-10.2-05")
    void everyAcknowledgedPolicyIsThereAfterAKill() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path file = folder.resolve("policies.db");
        Map<String, Long> acknowledged = new HashMap<>();
        long time = EPOCH;
        for (int round = 1; round <= ROUNDS; round++) {
            Process process = start(file, time);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                int kill = 1 + random.nextInt(400);
                String line = lines.readLine();
                for (int i = 0; line != null; i++) {
                    String[] words = line.split(" ", -1);
                    if (words.length == 2
                            && words[1].length() == Long.toString(EPOCH).length()) {
                        acknowledged.put(words[0], Long.parseLong(words[1]));
                        time = Long.parseLong(words[1]) + 1;
                    }
                    if (i == kill) {
                        process.toHandle().destroyForcibly(); // its output until then is read to the end
                    }
                    line = lines.readLine();
                }
            }
            assertThat(process.waitFor())
                    .as("killed, seed %d round %d", seed, round)
                    .isEqualTo(137);
            time += 10; // the last batch may be written but not acknowledged
            try (PolicyStore store = SqlitePolicyStore.open(file)) {
                String where = "seed " + seed + ", round " + round;
                acknowledged.forEach((name, at) -> {
                    StoredPolicy row = store.read(PolicyDomain.of(name));
                    assertThat(row).as(where + ": " + name).isNotNull();
                    assertThat(row.fetchedAt().toEpochMilli())
                            .as(where + ": " + name)
                            .isGreaterThanOrEqualTo(at);
                });
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(DOMAINS / 2);
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("corrupt"));
    }

    private static Process start(Path file, long time) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString(),
                        Long.toString(time))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
