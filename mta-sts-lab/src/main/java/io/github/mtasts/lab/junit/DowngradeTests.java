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
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The catalogue for the build of a mail server: one JUnit 5 test for each scenario, that fails unless the server was safe,
 * with the transcript of what was seen. A test is aborted, with the reason, when its scenario cannot apply to the server.
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
     * A test for each scenario.
     *
     * @param kind the mail server
     * @return tests that run {@link SenderKind#concurrency} at a time; JUnit closes the stream
     */
    public static Stream<DynamicTest> of(SenderKind kind) {
        return of(kind, id -> true);
    }

    /**
     * A test for each of some scenarios.
     *
     * @param kind the mail server
     * @param chosen which ids
     * @return tests that run {@link SenderKind#concurrency} at a time; JUnit closes the stream
     * @throws IllegalArgumentException when no id is chosen, which would prove nothing
     */
    public static Stream<DynamicTest> of(SenderKind kind, Predicate<String> chosen) {
        List<Scenario> scenarios = Catalogue.scenarios().stream()
                .filter(scenario -> chosen.test(scenario.id()))
                .toList();
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("no scenario's id is chosen; Catalogue.scenarios() has the ids");
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
                    name, () -> Assumptions.abort(kind.name() + " is not a sender that " + missing));
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
}
