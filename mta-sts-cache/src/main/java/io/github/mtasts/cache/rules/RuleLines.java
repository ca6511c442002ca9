package io.github.mtasts.cache.rules;

import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses lines and collects their errors, so that one reading reports every invalid line. */
final class RuleLines {
    private static final int MAX_RULES = 100_000;
    private static final int MAX_LINE_LENGTH = 10_000;
    /** The largest number of reported lines: a file of another kind has only invalid lines. */
    private static final int MAX_PROBLEMS = 1_000;

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String KINDS = "write enforce, testing, ignore, follow or dane";
    private static final String DANE = "dane";
    private static final String DANE_KINDS = "write follow, ignore, audit or require";

    private final OperatorRules.Builder rules = OperatorRules.builder();
    private final Map<String, Integer> lineOf = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int number;

    /** Parses one line, without its line feed. */
    void take(String line) {
        number++;
        if (problems.size() > MAX_PROBLEMS) {
            return;
        }
        try {
            read(withoutReturn(line));
        } catch (IllegalArgumentException e) {
            complain(e.getMessage());
        }
    }

    /** Counts a line that could not be decoded. */
    void refuse(String problem) {
        number++;
        complain(problem);
    }

    OperatorRules rules(@Nullable Path file) {
        if (!problems.isEmpty()) {
            throw new RulesException(file, problems, null);
        }
        return rules.build();
    }

    private void complain(@Nullable String problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add("line " + number + ": " + problem);
        } else if (problems.size() == MAX_PROBLEMS) {
            problems.add("line " + number + ": more invalid lines follow; check that this is the right file");
        }
    }

    private void read(String line) {
        if (line.length() > MAX_LINE_LENGTH) {
            throw bad(String.format("the line is longer than %,d characters; shorten it", MAX_LINE_LENGTH));
        }
        refuseInvisible(line);
        List<String> words = words(line);
        if (words.isEmpty()) {
            return;
        }
        String subject = RuleSubject.read(words.get(0));
        boolean aboutDane = words.size() > 1 && words.get(1).equals(DANE);
        String key = aboutDane ? DANE + " " + subject : subject; // no subject has a space
        Integer earlier = lineOf.get(key);
        if (earlier != null) {
            throw bad(
                    Printable.spelledOut(subject) + " already has a rule on line " + earlier + "; keep one of the two");
        }
        if (lineOf.size() == MAX_RULES) {
            throw bad(String.format("there are more than %,d rules; use suffixes", MAX_RULES));
        }
        if (words.size() == 1) {
            throw bad(Printable.spelledOut(subject) + " has no rule; " + KINDS + " after it");
        }
        add(subject, words.get(1), words.subList(2, words.size()));
        lineOf.put(key, number);
    }

    private void add(String subject, String kind, List<String> rest) {
        switch (kind) {
            case "enforce" -> rules.requireEnforce(subject, rest.toArray(String[]::new));
            case "testing" -> rules.treatAsTesting(alone(subject, kind, rest));
            case "ignore" -> rules.ignore(alone(subject, kind, rest));
            case "follow" -> rules.follow(alone(subject, kind, rest));
            case DANE -> addDane(subject, rest);
            default -> throw bad(Printable.spelledOut(kind) + " is not a rule; " + KINDS);
        }
    }

    private void addDane(String subject, List<String> rest) {
        if (rest.isEmpty()) {
            throw bad(Printable.spelledOut(subject) + " has no rule about DANE; " + DANE_KINDS + " after dane");
        }
        String kind = rest.get(0);
        DaneRule rule = switch (kind) {
            case "follow" -> DaneRule.FOLLOW;
            case "ignore" -> DaneRule.IGNORE;
            case "audit" -> DaneRule.AUDIT;
            case "require" -> DaneRule.REQUIRE;
            default -> throw bad(Printable.spelledOut(kind) + " is not a rule about DANE; " + DANE_KINDS);
        };
        rules.dane(alone(subject, kind, rest.subList(1, rest.size())), rule);
    }

    private static String alone(String subject, String kind, List<String> rest) {
        if (!rest.isEmpty()) {
            throw bad(Printable.spelledOut(kind) + " takes no further words; remove "
                    + Printable.spelledOut(rest.get(0)) + " or start a comment with #");
        }
        return subject;
    }

    /**
     * Refuses control characters and byte order marks: some editors show a control character as the end of a line, which could
     * hide a rule in a comment, and IDNA removes a byte order mark from a name without an error.
     */
    private static void refuseInvisible(String line) {
        if (line.indexOf(BYTE_ORDER_MARK) >= 0) {
            throw bad("the line has a byte order mark; save the file in UTF-8 without one");
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\t' && (Character.isISOControl(c) || c == '\u2028' || c == '\u2029')) {
                throw bad("the line has the control character " + Printable.codePoint(c)
                        + "; remove it, or end the line there");
            }
        }
    }

    /** Returns the words before a comment. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t';
            if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                if (line.charAt(i) == '#') {
                    return words;
                }
                start = i;
            }
        }
        return words;
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static IllegalArgumentException bad(String problem) {
        return new IllegalArgumentException(problem);
    }
}
