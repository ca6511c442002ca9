package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialTest {
    private final List<Object> seen = new ArrayList<>();
    private final Serial serial = new Serial(seen::add);

    @Test
    void runsAnEventThatAnotherAddsBehindIt() {
        serial.add(() -> {
            serial.add(() -> seen.add("third"));
            serial.add(() -> seen.add("fourth"));
            seen.add("first");
            seen.add("second");
        });
        serial.add(() -> seen.add("fifth"));

        assertThat(seen).containsExactly("first", "second", "third", "fourth", "fifth");
    }

    @Test
    void goesOnAfterAnEventThatThrows() {
        IllegalStateException broken = new IllegalStateException();
        AssertionError worse = new AssertionError();
        serial.add(() -> {
            serial.add(() -> {
                throw worse;
            });
            throw broken;
        });
        Exception undeclared = new Exception();
        serial.add(() -> {
            throw Undeclared.thrown(undeclared);
        });
        serial.add(() -> seen.add("after"));

        assertThat(seen).containsExactly(broken, worse, undeclared, "after");
    }
}
