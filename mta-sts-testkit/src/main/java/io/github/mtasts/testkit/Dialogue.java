package io.github.mtasts.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of one session in the order in which they were sent; lines beyond a bound are dropped. Thread-safe. */
final class Dialogue {
    private static final int MAX_LINES = 1000;

    private final List<SmtpLine> lines = new ArrayList<>();

    synchronized void add(SmtpLine.Speaker speaker, boolean tls, String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(new SmtpLine(speaker, tls, line));
        }
    }

    /** Adds one or more lines, the last with or without its line end. */
    void addAll(SmtpLine.Speaker speaker, boolean tls, String text) {
        text.lines().forEach(line -> add(speaker, tls, line));
    }

    void addAll(SmtpLine.Speaker speaker, boolean tls, byte[] octets, int length) {
        addAll(speaker, tls, new String(octets, 0, length, StandardCharsets.ISO_8859_1));
    }

    synchronized List<SmtpLine> lines() {
        return List.copyOf(lines);
    }
}
