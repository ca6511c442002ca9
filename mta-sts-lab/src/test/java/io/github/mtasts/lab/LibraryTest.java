package io.github.mtasts.lab;

import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.sender.library.LibrarySender;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the whole catalogue against the library. */
class LibraryTest {
    @TestFactory
    Stream<DynamicTest> isSafe() {
        return DowngradeTests.of(LibrarySender.kind());
    }
}
