package io.github.mtasts.tool.postfix;

import io.github.mtasts.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines {@code key = value} of a configuration file, and the faults that are found while they are read. A line that begins with
 * {@code #} is a comment; nothing is escaped and no line goes on in the next. For one thread.
 */
final class ConfigLines {
    private record Entry(int line, String value) {}

    private record Fault(int line, String sentence) {}

    private static final int MAX_SHOWN = 80;

    private final Map<String, Entry> entries = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private @Nullable String lastKey;
    private int lastLine;

    ConfigLines(String text) {
        int number = 0;
        // Editors of Windows put U+FEFF in front.
        String lines = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : lines.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && line.charAt(0) != '#') {
                add(number, line);
            }
        }
    }

    private void add(int number, String line) {
        int equals = line.indexOf('=');
        if (equals <= 0) {
            // The first word only: what follows may be a password.
            faults.add(new Fault(
                    number,
                    Printable.quoted(line.split("[\\s:=]", 2)[0], MAX_SHOWN)
                            + " is no setting: write key = value, or # in front of a comment"));
            return;
        }
        String key = line.substring(0, equals).strip();
        Entry earlier = entries.putIfAbsent(
                key, new Entry(number, line.substring(equals + 1).strip()));
        if (earlier != null) {
            faults.add(new Fault(
                    number, shown(key) + " is set in line " + earlier.line() + " already: remove one of them"));
        }
    }

    /** A key as it is printed: it may be anything that stands in front of an equals sign. */
    private static String shown(String key) {
        return Printable.line(key, MAX_SHOWN);
    }

    /** Takes the value of a key; empty where it is not set, or set to nothing. */
    Optional<String> take(String key) {
        Entry entry = entries.remove(key);
        lastKey = key;
        lastLine = entry == null ? 0 : entry.line();
        return entry == null || entry.value().isEmpty() ? Optional.empty() : Optional.of(entry.value());
    }

    /** Notes a fault of the key that was taken last. */
    void refuse(String why) {
        faults.add(new Fault(lastLine, lastKey + " " + why));
    }

    /** Notes a fault of several keys together. */
    void refuseTogether(String sentence) {
        faults.add(new Fault(0, sentence));
    }

    /** Ends the reading: what was not taken is no setting. */
    void end() throws ConfigException {
        entries.forEach((key, entry) -> faults.add(new Fault(
                entry.line(), shown(key) + " is not a setting: remove it, or see mta-sts postfix --sample-config")));
        if (!faults.isEmpty()) {
            throw new ConfigException(faults.stream()
                    .sorted(Comparator.comparingInt(Fault::line))
                    .map(fault ->
                            fault.line() == 0 ? fault.sentence() : "line " + fault.line() + ": " + fault.sentence())
                    .toList());
        }
    }
}
