package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.run.Trial;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The lab's attacks against James: case 18. A scenario that does not apply is left out with the reason. */
class LabTest {
    private static final Set<String> IN_EVERY_BUILD = Set.of("starttls-stripped", "mx-null");

    /** The control neither sends in the clear after a failure of TLS, nor returns mail to a domain without a host. */
    private static final Set<String> BEYOND_THE_CONTROL = Set.of(
            "greeting-554",
            "ehlo-502",
            "starttls-454",
            "starttls-502",
            "cut-after-starttls",
            "cut-after-clienthello",
            "cut-in-handshake",
            "plain-after-220",
            "tls-1.0",
            "tls-1.1",
            "commands-injected",
            "second-attempt",
            "mx-null",
            "mx-nxdomain");

    @TestFactory
    Stream<DynamicTest> someAttacksFailAgainstThePlugin() {
        return DowngradeTests.of(JamesSender.plugin(), IN_EVERY_BUILD::contains);
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> everyAttackFailsAgainstThePlugin() {
        return DowngradeTests.of(JamesSender.plugin());
    }

    /** What protects a mail from these is a policy: without one they must succeed, or the lab would prove nothing. */
    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> attacksSucceedAgainstTheControl() {
        SenderKind control = JamesSender.opportunistic();
        Runner runner = new Runner(control.concurrency());
        List<DynamicTest> tests = Catalogue.scenarios().stream()
                .filter(one -> one.flaws().contains(Flaw.NO_POLICIES)
                        && !BEYOND_THE_CONTROL.contains(one.id())
                        && Trial.applies(one, control))
                .map(one -> {
                    Future<Result> running = runner.start(new Runner.Pair(one, control));
                    return DynamicTest.dynamicTest(one.id(), () -> {
                        Result result = Runner.result(running);
                        assertThat(result.verdict())
                                .as("%s%n%s", result.why(), Transcript.of(result))
                                .isEqualTo(one.aim());
                    });
                })
                .toList();
        return tests.stream().onClose(runner::close);
    }

    @Test
    void anAttackSucceedsAgainstTheControl() throws Exception {
        Scenario stripped = Catalogue.scenarios().stream()
                .filter(one -> one.id().equals("starttls-stripped"))
                .findFirst()
                .orElseThrow();
        assertThat(Trial.run(stripped, JamesSender.opportunistic()).verdict()).isEqualTo(Verdict.LEAKED);
    }
}
