package io.github.mtasts.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of a body as a report quotes them: whether or not they make a policy. */
final class PolicyLines {
    private PolicyLines() {}

    static List<String> of(byte[] body) {
        return new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
