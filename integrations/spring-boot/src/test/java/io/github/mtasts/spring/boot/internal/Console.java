package io.github.mtasts.spring.boot.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Takes what the application writes to standard output, its log included, until it is closed. */
final class Console implements AutoCloseable {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Console() {}

    static Console taken() {
        Console console = new Console();
        System.setOut(new PrintStream(console.written, true, StandardCharsets.UTF_8));
        return console;
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
