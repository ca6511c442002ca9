package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.run.Trial;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A few of the lab's attacks against James, in every build: case 18. {@link PluginLabTest} has them all. */
class LabTest {
    private static final Set<String> IN_EVERY_BUILD = Set.of("starttls-stripped", "mx-null");

    @TestFactory
    Stream<DynamicTest> someAttacksFailAgainstThePlugin() {
        JamesSender.Kind plugin = JamesSender.plugin();
        return DowngradeTests.of(plugin, IN_EVERY_BUILD::contains).onClose(plugin::close);
    }

    @Test
    void anAttackSucceedsAgainstTheControl() {
        Scenario stripped = Catalogue.scenarios().stream()
                .filter(one -> one.id().equals("starttls-stripped"))
                .findFirst()
                .orElseThrow();
        try (JamesSender.Kind control = JamesSender.opportunistic()) {
            assertThat(Trial.run(stripped, control).verdict()).isEqualTo(Verdict.LEAKED);
        }
    }
}
