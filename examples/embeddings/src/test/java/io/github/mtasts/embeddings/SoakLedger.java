package io.github.mtasts.embeddings;

import io.github.mtasts.testkit.MxServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The books of the soak: each try of each message, as its sender saw it and as the host did. Thread-safe. */
final class SoakLedger {
    /** How a try ended for its sender. */
    enum Try {
        TAKEN,
        /** The message was not sent, or the host refused it. */
        NOT_TAKEN,
        /** The connection broke between the end of the message and the reply: the host may have it (RFC 5321 section 6.1). */
        UNKNOWN
    }

    /** Lines of the table. */
    enum Line {
        MESSAGES,
        TRIES,
        READY,
        READY_RESUMED,
        READY_IN_THE_CLEAR,
        NOT_READY,
        REJECTED,
        REUSED,
        REUSE_WITHOUT_ANSWER
    }

    private static final int MAX_SHOWN = 20;
    private static final Pattern TOKEN = Pattern.compile("soak-([a-z_]+)-([0-9]+)-([0-9]+);");

    private final Map<String, Try> tries = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();
    private final Map<Line, Map<SoakDomain.Mode, AtomicLong>> lines = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();

    int nextMessage(SoakDomain domain) {
        add(Line.MESSAGES, domain);
        return messages.incrementAndGet();
    }

    /** The text that a host finds in the message again. */
    static String token(SoakDomain domain, int message, int number) {
        return marker(domain.mode()) + message + "-" + number + ";";
    }

    static String marker(SoakDomain.Mode mode) {
        return "soak-" + mode.name().toLowerCase(Locale.ROOT) + "-";
    }

    void ended(SoakDomain domain, String token, Try how) {
        add(Line.TRIES, domain);
        tries.put(token, how);
    }

    void received(SoakHost host, MxServer.ReceivedMessage message) {
        Matcher matcher = TOKEN.matcher(message.body());
        if (!matcher.find()) {
            violation("a message without its text at " + host);
            return;
        }
        boolean enforced = marker(SoakDomain.Mode.ENFORCE).equals("soak-" + matcher.group(1) + "-");
        if (enforced && (!message.tls() || !host.isProvable())) {
            violation(matcher.group() + " under enforce at " + host + (message.tls() ? "" : " in the clear"));
        }
        received.computeIfAbsent(matcher.group(), unused -> new AtomicInteger()).incrementAndGet();
    }

    void restarted() {
        restarts.incrementAndGet();
    }

    void add(Line line, SoakDomain domain) {
        lines.computeIfAbsent(line, unused -> new ConcurrentHashMap<>())
                .computeIfAbsent(domain.mode(), unused -> new AtomicLong())
                .incrementAndGet();
    }

    void violation(String what) {
        violations.add(what);
    }

    /** Compares what the senders know with what the hosts have. */
    void close(List<SoakDomain> domains) {
        tries.forEach((token, how) -> {
            if (how == Try.TAKEN && !received.containsKey(token)) {
                violation("lost: " + token);
            }
        });
        received.forEach((token, times) -> {
            Try how = tries.get(token);
            if (times.get() > 1 || how == Try.NOT_TAKEN || how == null) {
                violation("doubled: " + token + " received " + times + " times, for its sender " + how);
            }
        });
        for (SoakDomain domain : domains) {
            if (domain.expected() != domain.counted()) {
                violation(
                        "outcomes of " + domain.name() + ": " + domain.counted() + " instead of " + domain.expected());
            }
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    String table(List<SoakDomain> domains) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-24s %10s %10s %10s %10s%n", "", "enforce", "testing", "none", "no policy"));
        for (Line line : Line.values()) {
            row(table, line.name().toLowerCase(Locale.ROOT).replace('_', ' '), mode -> count(line, mode));
        }
        row(table, "outcomes expected", mode -> sum(domains, mode, true));
        row(table, "outcomes counted", mode -> sum(domains, mode, false));
        long unknown = tries.values().stream().filter(Try.UNKNOWN::equals).count();
        long unknownReceived = received.keySet().stream()
                .filter(token -> tries.get(token) == Try.UNKNOWN)
                .count();
        table.append(String.format(
                Locale.ROOT,
                "restarts %d; replies lost with the connection %d, of which the host had the message %d; violations %d%n",
                restarts.get(),
                unknown,
                unknownReceived,
                violations.size()));
        violations.stream().limit(MAX_SHOWN).forEach(one -> table.append(one).append(System.lineSeparator()));
        return table.toString();
    }

    private static void row(
            StringBuilder table, String name, java.util.function.ToLongFunction<SoakDomain.Mode> figure) {
        table.append(String.format(
                Locale.ROOT,
                "%-24s %10d %10d %10d %10d%n",
                name,
                figure.applyAsLong(SoakDomain.Mode.ENFORCE),
                figure.applyAsLong(SoakDomain.Mode.TESTING),
                figure.applyAsLong(SoakDomain.Mode.NONE),
                figure.applyAsLong(SoakDomain.Mode.NO_POLICY)));
    }

    private long count(Line line, SoakDomain.Mode mode) {
        @Nullable Map<SoakDomain.Mode, AtomicLong> counts = lines.get(line);
        AtomicLong count = counts == null ? null : counts.get(mode);
        return count == null ? 0 : count.get();
    }

    private static long sum(List<SoakDomain> domains, SoakDomain.Mode mode, boolean expected) {
        return domains.stream()
                .filter(domain -> domain.mode() == mode)
                .mapToLong(domain -> expected ? domain.expected() : domain.counted())
                .sum();
    }
}
