package io.github.mtasts.lab.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final List<Scenario> SCENARIOS = Catalogue.scenarios();

    @Test
    void hasManyScenariosOfEveryFamilyWithIdsOfTheirOwn() {
        assertThat(SCENARIOS).hasSizeGreaterThanOrEqualTo(45);
        assertThat(SCENARIOS)
                .extracting(Scenario::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9.-]+"));
        assertThat(SCENARIOS).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(SCENARIOS).extracting(Scenario::family).contains(Family.values());
    }

    @Test
    void everyScenarioSaysWhatTheAttackerCanAndWants() {
        assertThat(SCENARIOS).allSatisfy(scenario -> {
            assertThat(scenario.power()).as(scenario.id()).isNotBlank();
            assertThat(scenario.steps()).as(scenario.id()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(scenario.aim()).as(scenario.id()).isNotIn(Verdict.SAFE, Verdict.UNREPORTED);
            assertThat(scenario.flaws()).as(scenario.id()).isNotEmpty();
        });
    }

    @Test
    void everyMistakeLetsSomeAttackSucceed() {
        Set<Flaw> used = EnumSet.noneOf(Flaw.class);
        SCENARIOS.forEach(scenario -> used.addAll(scenario.flaws()));
        assertThat(used).containsExactlyInAnyOrder(Flaw.values());
    }

    /** Reports are demanded of every sender that can send them, and so are no ability that a scenario needs. */
    @Test
    void noScenarioNeedsReports() {
        assertThat(SCENARIOS).noneMatch(scenario -> scenario.needs().contains(Ability.REPORTS));
    }

    @Test
    void everyRequirementIsARowOfTheMatrix() throws IOException {
        Set<String> rows = new HashSet<>();
        Path matrix = Path.of(System.getProperty("mtasts.root"), "docs", "conformance");
        try (Stream<Path> files = Files.list(matrix)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("rfc"))
                    .toList()) {
                Files.readAllLines(file).forEach(line -> rows.add(line.split(",", 2)[0]));
            }
        }
        assertThat(SCENARIOS).allSatisfy(scenario -> assertThat(rows).containsAll(scenario.requirements()));
        assertThat(SCENARIOS)
                .allSatisfy(scenario -> assertThat(scenario.requirements()).isNotEmpty());
    }
}
