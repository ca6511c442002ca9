package io.github.mtasts.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.sender.Controls;
import io.github.mtasts.lab.sender.naive.NaiveSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Each attack succeeds against each mistake that it exploits, and fails against a sender without mistakes. */
class ControlsTest {
    private static final int CONCURRENCY = 6;

    /** Each mistake that a scenario exploits lets it succeed. */
    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> attacksSucceedAgainstTheMistakesTheyExploit() {
        Runner runner = new Runner(CONCURRENCY);
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : Catalogue.scenarios()) {
            for (Flaw flaw : scenario.flaws().stream().sorted().toList()) {
                Future<Result> running = runner.start(new Runner.Pair(scenario, Controls.with(flaw)));
                tests.add(DynamicTest.dynamicTest(scenario.id() + ": " + flaw, () -> {
                    Result result = Runner.result(running);
                    assertThat(result.verdict())
                            .as("%s%n%s", result.why(), Transcript.of(result))
                            .isEqualTo(scenario.aim());
                }));
            }
        }
        return tests.stream().onClose(runner::close);
    }

    /** Without a mistake the same sender is safe: the mistake is the cause of the success. */
    @TestFactory
    Stream<DynamicTest> attacksFailWithoutMistakes() {
        return DowngradeTests.of(NaiveSender.kind());
    }
}
