package io.github.mtasts.lab.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.sender.OpportunisticSender;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class DowngradeTestsTest {
    @Test
    void failsWithTheTranscriptWhereTheServerWasNotSafe() {
        try (Stream<DynamicTest> tests =
                DowngradeTests.of(OpportunisticSender.opportunistic(), "starttls-stripped"::equals)) {
            DynamicTest test = tests.findFirst().orElseThrow();
            assertThatThrownBy(test.getExecutable()::execute)
                    .isInstanceOf(AssertionFailedError.class)
                    .hasMessageContaining("the message was on the wire in the clear")
                    .hasMessageContaining("sender   clear the attacker at mx.target.test: canary-5e1f-0d3a")
                    .hasMessageContaining("expected: <safe> but was: <leaked>");
        }
    }

    @Test
    void saysThatASenderIsBrokenAndGoesOn() {
        AtomicInteger starts = new AtomicInteger();
        SenderKind shaky = SenderKind.of("shaky", Set.of(), (net, folder) -> {
            throw new IOException("no disk " + starts.incrementAndGet());
        });
        try (Stream<DynamicTest> tests = DowngradeTests.of(shaky, id -> id.startsWith("starttls-5"))) {
            assertThat(tests.toList())
                    .hasSize(2)
                    .allSatisfy(test -> assertThatThrownBy(test.getExecutable()::execute)
                            .hasMessageMatching(
                                    "scenario starttls-5.. broke off against the sender shaky: .*no disk ."));
        }
    }

    @Test
    void refusesToTestNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DowngradeTests.of(OpportunisticSender.opportunistic(), "nonsense"::equals))
                .withMessage("no scenario is chosen; the lab's command `list` shows the ids");
    }

    @Test
    void isLeftOutWithTheReasonWhereItCannotApply() {
        SenderKind withoutRevocation = SenderKind.of("plain", Set.of(Ability.DISCOVERY), (net, folder) -> {
            throw new IllegalStateException("nothing is started for what cannot apply");
        });
        try (Stream<DynamicTest> tests = DowngradeTests.of(withoutRevocation, "certificate-revoked"::equals)) {
            DynamicTest test = tests.findFirst().orElseThrow();
            assertThat(test.getDisplayName()).startsWith("certificate-revoked: ");
            assertThatThrownBy(test.getExecutable()::execute)
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("plain is not a sender that checks revocation");
        }
    }
}
