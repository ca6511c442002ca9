package io.github.mtasts.tool.publish;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The entries of a file of Java properties, with the line in which each begins: {@link Properties} does not know it. What is read
 * twice, or cannot be read, is a fault. Not thread-safe.
 */
final class PropertyLines {
    private final Properties values = new Properties();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param text the file; editors of Windows put U+FEFF in front */
    PropertyLines(String text) {
        StringBuilder entry = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (String line :
                (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList()) {
            number++;
            String stripped = line.stripLeading();
            if (entry.isEmpty()) {
                begin = number;
                if (stripped.isEmpty() || stripped.charAt(0) == '#' || stripped.charAt(0) == '!') {
                    continue;
                }
            }
            entry.append(line).append('\n');
            if (!goesOn(line)) {
                add(begin, entry.toString());
                entry.setLength(0);
            }
        }
        add(begin, entry.toString());
    }

    /** An odd number of backslashes at the end: the next line belongs to the entry. */
    private static boolean goesOn(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private void add(int line, String text) {
        Properties entry = new Properties();
        try {
            entry.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            faults.add("line " + line + ": " + e.getMessage() + ": write a backslash twice");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from a string
        }
        for (String key : entry.stringPropertyNames()) {
            Integer earlier = lines.putIfAbsent(key, line);
            if (earlier == null) {
                values.setProperty(key, entry.getProperty(key, ""));
            } else {
                faults.add(at(line) + key + " is set in line " + earlier + " already: remove one of them");
            }
        }
    }

    private static String at(int line) {
        return "line " + line + ": ";
    }

    /** The beginning of a sentence about a key: its line, if it is in the file. */
    String at(String key) {
        Integer line = lines.get(key);
        return line == null ? "" : at(line);
    }

    Set<String> keys() {
        return new TreeSet<>(values.stringPropertyNames());
    }

    /** The value of a key without white space around it; empty if it is not set. */
    String value(String key) {
        return values.getProperty(key, "").strip();
    }

    List<String> faults() {
        return faults;
    }
}
