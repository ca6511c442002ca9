package io.github.mtasts.policy;

import java.util.ArrayList;
import java.util.List;

/** Collects the sentences about tolerated faults, up to a limit: a body may have sixty thousand faulty lines. */
final class PolicyWarnings {
    static final int MAX_WARNINGS = 20;

    private final List<String> sentences = new ArrayList<>(0);
    private int leftOut;

    void add(int line, String what) {
        if (sentences.size() == MAX_WARNINGS) {
            leftOut++;
            return;
        }
        sentences.add("line " + line + ": " + what);
    }

    List<String> toList() {
        if (leftOut == 0) {
            return List.copyOf(sentences);
        }
        List<String> all = new ArrayList<>(sentences);
        all.add(leftOut + " more warnings are left out");
        return List.copyOf(all);
    }
}
