package com.example;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.junit.DowngradeTests;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** Runs one scenario with the lab and JUnit, and none of the lab's optional libraries. */
class LabTest {
    @Test
    void failsASenderThatSendsNothing() {
        SenderKind kind = SenderKind.of("holds all mail", Set.of(Ability.DISCOVERY), (network, folder) -> new Holding());
        try (Stream<DynamicTest> tests = DowngradeTests.of(kind, "starttls-stripped"::equals)) {
            DynamicTest scenario = tests.findFirst().orElseThrow();
            assertThrows(AssertionError.class, scenario.getExecutable());
        }
    }

    private static final class Holding implements Sender {
        @Override
        public void submit(Mail mail) {}

        @Override
        public void retry() {}

        @Override
        public void close() {}
    }
}
