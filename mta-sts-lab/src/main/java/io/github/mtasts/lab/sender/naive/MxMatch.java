package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Compares MX hosts with mx patterns (RFC 8461 section 4.1). */
final class MxMatch {
    private final Set<Flaw> flaws;

    MxMatch(Set<Flaw> flaws) {
        this.flaws = flaws;
    }

    boolean matches(Policy policy, String host) {
        return policy.patterns().stream().anyMatch(pattern -> matches(pattern, host.toLowerCase(Locale.ROOT)));
    }

    private boolean matches(String pattern, String host) {
        if (flaws.contains(Flaw.ACCEPTS_STAR) && pattern.equals("*")) {
            return true;
        }
        if (flaws.contains(Flaw.MATCHES_BY_REGEX)) {
            return matchesAsRegex(pattern.replace("*", ".*"), host);
        }
        if (flaws.contains(Flaw.MATCHES_BY_SUFFIX) && pattern.startsWith("*.")) {
            return host.endsWith(pattern.substring(2));
        }
        return Names.matches(pattern, host);
    }

    private static boolean matchesAsRegex(String regex, String host) {
        try {
            return Pattern.compile(regex).matcher(new Interruptible(host)).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Lets an interrupt end a match that would run for years. */
    private record Interruptible(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Interruptible(text.substring(start, end));
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
