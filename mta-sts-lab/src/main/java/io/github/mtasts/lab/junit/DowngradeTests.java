package io.github.mtasts.lab.junit;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.run.Trial;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The catalogue as JUnit 5 tests: one test per scenario, which fails with the transcript of the network traffic unless the
 * verdict is {@link Verdict#SAFE}. A test whose scenario does not apply to the server is aborted with the reason.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> downgradeAttacks() {
 *     return DowngradeTests.of(new MyServerKind());
 * }
 * }</pre>
 */
public final class DowngradeTests {
    private DowngradeTests() {}

    /**
     * Makes a test for each scenario. The scenarios start at once, {@link SenderKind#concurrency} at a time.
     *
     * @param kind the mail server
     * @return the tests; JUnit closes the stream, which stops the scenarios that have not ended
     */
    public static Stream<DynamicTest> of(SenderKind kind) {
        return of(kind, id -> true);
    }

    /**
     * Makes a test for each of some scenarios. They start at once, {@link SenderKind#concurrency} at a time.
     *
     * @param kind the mail server
     * @param chosen accepts the ids of the scenarios to run, such as {@code starttls-stripped}
     * @return the tests; JUnit closes the stream, which stops the scenarios that have not ended
     * @throws IllegalArgumentException if no id is accepted
     */
    public static Stream<DynamicTest> of(SenderKind kind, Predicate<String> chosen) {
        List<Scenario> scenarios = Catalogue.scenarios().stream()
                .filter(scenario -> chosen.test(scenario.id()))
                .toList();
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("no scenario is chosen; the lab's command `list` shows the ids");
        }
        Runner runner = new Runner(kind.concurrency());
        List<DynamicTest> tests =
                scenarios.stream().map(scenario -> test(scenario, kind, runner)).toList();
        return tests.stream().onClose(runner::close);
    }

    private static DynamicTest test(Scenario scenario, SenderKind kind, Runner runner) {
        String name = scenario.id() + ": " + scenario.name();
        Set<Ability> missing = Trial.missing(scenario, kind);
        if (!missing.isEmpty()) {
            return DynamicTest.dynamicTest(
                    name, () -> Assumptions.abort(kind.name() + " is not a sender that " + words(missing)));
        }
        Future<Result> running = runner.start(new Runner.Pair(scenario, kind));
        return DynamicTest.dynamicTest(name, () -> {
            Result result = Runner.result(running);
            Assertions.assertEquals(
                    Verdict.SAFE,
                    result.verdict(),
                    () -> result.why() + System.lineSeparator() + Transcript.of(result));
        });
    }

    private static String words(Set<Ability> abilities) {
        return abilities.stream().map(Ability::toString).collect(Collectors.joining(", "));
    }
}
