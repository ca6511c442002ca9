package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The schemas of earlier releases, each with a row that is due, as statements that end with a semicolon at the end of a line. A
 * file stays as it is once its version was released.
 */
final class ReleasedSchema {
    private ReleasedSchema() {}

    static List<String> statements(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReleasedSchema.class.getResourceAsStream("/schema/" + file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(";\\n"))
                    .filter(each -> !each.isBlank())
                    .toList();
        }
    }

    static void assertWorks(PolicyStore store) {
        StoredPolicy old = store.read(PolicyDomain.of("old.example"));
        assertThat(old).isNotNull();
        assertThat(old.parse()).isNotNull();
        assertThat(store.claimDue(10, Duration.ofMinutes(5), Duration.ofDays(30)))
                .contains(old.domain());
        StoredPolicy added = PolicyStoreContract.row("new.example", "id2", PolicyStoreContract.START);
        store.write(List.of(added));
        assertThat(store.list(null, 10)).extracting(StoredPolicy::id).containsExactly("id2", "id1");
    }
}
