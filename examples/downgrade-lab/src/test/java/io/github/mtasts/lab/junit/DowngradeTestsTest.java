package io.github.mtasts.lab.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.sender.OpportunisticSender;
import java.util.Set;
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
    void isLeftOutWithTheReasonWhereItCannotApply() {
        SenderKind withoutRevocation = SenderKind.of("plain", Set.of(Ability.DISCOVERY), (net, folder) -> {
            throw new IllegalStateException("nothing is started for what cannot apply");
        });
        try (Stream<DynamicTest> tests = DowngradeTests.of(withoutRevocation, "certificate-revoked"::equals)) {
            DynamicTest test = tests.findFirst().orElseThrow();
            assertThat(test.getDisplayName()).startsWith("certificate-revoked: ");
            assertThatThrownBy(test.getExecutable()::execute)
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("plain is not a sender that [checks revocation]");
        }
    }
}
