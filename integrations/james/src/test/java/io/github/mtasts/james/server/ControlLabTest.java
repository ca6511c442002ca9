package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.run.Trial;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Every attack that succeeds against opportunistic TLS succeeds against a James without the plugin: case 18. What protects mail from
 * them is a policy, or the lab would prove nothing.
 */
class ControlLabTest extends LabFamilies {
    private static final String AT_PRIVATE_ADDRESSES = "host-inside";

    ControlLabTest() {
        super(JamesSender.opportunistic());
    }

    @Override
    Stream<DynamicTest> tests(List<Scenario> scenarios) {
        Runner runner = new Runner(kind().concurrency());
        List<DynamicTest> tests = scenarios.stream()
                .filter(one -> one.flaws().contains(Flaw.NO_POLICIES))
                .map(one -> test(one, runner))
                .toList();
        return tests.stream().onClose(runner::close);
    }

    private DynamicTest test(Scenario scenario, Runner runner) {
        String name = scenario.id() + ": " + scenario.name();
        if (scenario.id().equals(AT_PRIVATE_ADDRESSES)) {
            return DynamicTest.dynamicTest(
                    name,
                    () -> Assumptions.abort("its hosts are at private addresses, which this machine does not have"));
        }
        if (!Trial.applies(scenario, kind())) {
            throw new IllegalStateException(scenario.id() + " needs " + Trial.missing(scenario, kind()));
        }
        Future<Result> running = runner.start(new Runner.Pair(scenario, kind()));
        return DynamicTest.dynamicTest(name, () -> {
            Result result = Runner.result(running);
            assertThat(result.verdict())
                    .as("%s%n%s", result.why(), Transcript.of(result))
                    .isEqualTo(scenario.aim());
        });
    }
}
