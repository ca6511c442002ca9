package io.github.mtasts.lab.protections;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The lab finds each protection that is switched off in the library. */
class ProtectionsTest {
    private static final int CONCURRENCY = 4;

    @TestFactory
    Stream<DynamicTest> whatIsSwitchedOffIsNoticed() {
        return tests(protection -> protection, Protection::turnsTo);
    }

    /** The library, loaded in the same way with every protection on, is safe. */
    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> withNothingSwitchedOffTheSameAttackFails() {
        return tests(protection -> null, protection -> Verdict.SAFE);
    }

    private static Stream<DynamicTest> tests(
            Function<Protection, @Nullable Protection> off, Function<Protection, Verdict> expected) {
        Runner runner = new Runner(CONCURRENCY);
        List<DynamicTest> tests = Protection.all()
                .map(protection -> {
                    Future<Result> running =
                            runner.start(new Runner.Pair(attack(protection), weakened(off.apply(protection))));
                    return DynamicTest.dynamicTest(protection + ", " + protection.attack(), () -> {
                        Result result = Runner.result(running);
                        assertThat(result.verdict())
                                .as("%s%n%s", result.why(), Transcript.of(result))
                                .isEqualTo(expected.apply(protection));
                    });
                })
                .toList();
        return tests.stream().onClose(runner::close);
    }

    private static Scenario attack(Protection protection) {
        return Catalogue.scenarios().stream()
                .filter(one -> one.id().equals(protection.attack()))
                .findFirst()
                .orElseThrow();
    }

    private static SenderKind weakened(@Nullable Protection off) {
        try {
            SenderKind kind = new WeakenedLibrary(off).kind();
            assertThat(kind.getClass().getClassLoader()).isInstanceOf(WeakenedLibrary.class);
            return kind;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
