package io.github.mtasts.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every store: a fault does not outlive its cause. Each fault meets each call, the first or the second of its
 * kind, at each statement of the call in turn. Then the cause is removed, and all calls succeed at once.
 */
public abstract class FaultContract {
    /** The calls that a fault meets. */
    public enum Call {
        /** A call that only reads. */
        READ,
        /** A call that writes. */
        WRITE,
        /** A call that takes work on, so that no other node does. */
        CLAIM
    }

    /** A store with content, and the means to break it. */
    public interface Subject extends AutoCloseable {
        /**
         * Calls the store once. Throws if the store fails, or if the result is wrong. May be repeated.
         *
         * @throws Exception if the store fails
         */
        void call(Call call) throws Exception;

        /** Makes the store fail from now on, after a number of further statements or requests. */
        void fail(Fault fault, int afterStatements);

        /** Removes the fault. Returns whether it met a statement. */
        boolean heal();

        @Override
        void close() throws IOException;
    }

    /** Opens a store with content. */
    protected abstract Subject open() throws Exception;

    static Stream<Arguments> cases() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Arrays.stream(Call.values())
                        .flatMap(call -> Stream.of(Arguments.of(fault, call, 0), Arguments.of(fault, call, 1))));
    }

    @ParameterizedTest(name = "{0} meets {1} after {2}")
    @MethodSource("cases")
    void aFaultDoesNotOutliveItsCause(Fault fault, Call call, int callsBefore) throws Exception {
        int statement = 0;
        while (meets(fault, call, callsBefore, statement)) {
            statement++;
        }
        assertThat(statement).as("statements that failed").isPositive();
    }

    private boolean meets(Fault fault, Call call, int callsBefore, int statement) throws Exception {
        try (Subject store = open()) {
            for (int i = 0; i < callsBefore; i++) {
                store.call(call);
            }
            store.fail(fault, statement);
            boolean failed = fails(store, call);
            boolean struck = store.heal();
            assertThat(failed && !struck).as("failed without a fault").isFalse();
            for (Call each : Call.values()) {
                assertThatCode(() -> store.call(each))
                        .as("%s after %s at statement %d of %s", each, fault, statement, call)
                        .doesNotThrowAnyException();
            }
            return struck;
        }
    }

    private static boolean fails(Subject store, Call call) {
        try {
            store.call(call);
            return false;
        } catch (Exception | AssertionError e) {
            return true;
        }
    }
}
