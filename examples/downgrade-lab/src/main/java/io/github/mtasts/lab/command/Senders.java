package io.github.mtasts.lab.command;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.sender.LibrarySender;
import io.github.mtasts.lab.sender.OpportunisticSender;
import io.github.mtasts.lab.sender.naive.NaiveSender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The senders that the command line knows by name. */
final class Senders {
    private static final Map<String, Supplier<SenderKind>> BY_NAME = byName();

    private Senders() {}

    private static Map<String, Supplier<SenderKind>> byName() {
        Map<String, Supplier<SenderKind>> kinds = new LinkedHashMap<>();
        kinds.put("library", LibrarySender::kind);
        kinds.put("opportunistic", OpportunisticSender::opportunistic);
        kinds.put("require-tls", OpportunisticSender::requireTls);
        kinds.put("naive", NaiveSender::kind);
        return kinds;
    }

    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** @throws IllegalArgumentException naming the senders there are */
    static SenderKind named(String name) {
        Supplier<SenderKind> kind = BY_NAME.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no sender " + name + ": choose of " + names());
        }
        return kind.get();
    }
}
