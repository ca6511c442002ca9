package io.github.mtasts.cache.rules;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.text.Printable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An operator's rules, each for one domain or for every name below one.
 *
 * <p>A rule for {@code .example.org} covers {@code a.example.org} and {@code b.a.example.org}, but not {@code example.org}
 * itself. A rule for the very name goes before any suffix, and a longer suffix before a shorter one. A published policy
 * never weakens a rule that requires enforce.
 *
 * <p>In a text or a file each line is one rule, in words separated by blanks or tabs; a word that begins with {@code #}
 * starts a comment:
 *
 * <pre>{@code
 * example.com    enforce mx1.example.com *.mail.example.com
 * .example.org   testing     # every name below example.org
 * x.example.org  follow      # but this one
 * example.net    ignore
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class OperatorRules implements LocalPolicy {
    private static final OperatorRules NONE = builder().build();

    /** By name, or by suffix with its leading dot. */
    private final Map<String, LocalRule> rules;
    /** In characters, with the dot; 0 when there is no suffix, and then the look-up makes no string. */
    private final int longestSuffix;

    private OperatorRules(Map<String, LocalRule> rules) {
        this.rules = Map.copyOf(rules);
        this.longestSuffix = rules.keySet().stream()
                .filter(subject -> subject.startsWith("."))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    /**
     * No rules: every domain is followed.
     *
     * @return rules that rule nothing
     */
    public static OperatorRules none() {
        return NONE;
    }

    /**
     * Rules made one by one.
     *
     * @return a builder without rules
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads rules from a text.
     *
     * @param text lines as described above, at most 1,048,576 characters
     * @return the rules
     * @throws RulesException when a line is bad; it names every bad line
     */
    public static OperatorRules parse(String text) {
        return RulesReader.read(text);
    }

    /**
     * Reads rules from a file once. {@link RulesFile} follows a file as it changes.
     *
     * @param file lines as described above, in UTF-8 without a byte order mark, at most 1,048,576 octets
     * @return the rules
     * @throws RulesException when the file cannot be read or a line is bad; it names the file and every bad line
     */
    public static OperatorRules load(Path file) {
        return RulesReader.read(file);
    }

    /** The rule for a domain. No I/O, no lock; makes no object unless there are suffixes to try. */
    @Override
    public LocalRule rule(PolicyDomain domain) {
        String name = domain.name();
        LocalRule rule = rules.get(name);
        int dot = name.indexOf('.', Math.max(0, name.length() - longestSuffix));
        while (rule == null && dot >= 0) {
            rule = rules.get(name.substring(dot));
            dot = name.indexOf('.', dot + 1);
        }
        return rule == null ? LocalRule.FOLLOW : rule;
    }

    /**
     * How many rules there are.
     *
     * @return the number of names and suffixes that have a rule
     */
    public int size() {
        return rules.size();
    }

    /** For logs: how many rules there are, not what they say. */
    @Override
    public String toString() {
        return rules.size() == 1 ? "1 rule" : rules.size() + " rules";
    }

    /** Collects rules. Not thread-safe. */
    public static final class Builder {
        private static final LocalRule TESTING = new LocalRule.TreatAsTesting();
        private static final LocalRule IGNORE = new LocalRule.Ignore();

        private final Map<String, LocalRule> rules = new HashMap<>();

        private Builder() {}

        /**
         * Requires validated TLS to these hosts, whatever is published.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for every name below it
         * @param mxPatterns the hosts mail may go to, in A-labels, with {@code *.} for any one label; at least one
         * @return this builder
         * @throws IllegalArgumentException when the name or a pattern is none, or the name has a rule already
         */
        public Builder requireEnforce(String domainOrSuffix, String... mxPatterns) {
            if (mxPatterns.length == 0) {
                throw new IllegalArgumentException(
                        Printable.spelledOut(domainOrSuffix) + " is to be enforced, but no mx host is given;"
                                + " name each host that mail may go to, such as mx1.example.com or *.example.com");
            }
            List<MxPattern> patterns =
                    Stream.of(mxPatterns).map(Builder::pattern).toList();
            return add(domainOrSuffix, new LocalRule.RequireEnforce(patterns));
        }

        /**
         * Takes a published enforce policy as testing.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for every name below it
         * @return this builder
         * @throws IllegalArgumentException when the name is none or has a rule already
         */
        public Builder treatAsTesting(String domainOrSuffix) {
            return add(domainOrSuffix, TESTING);
        }

        /**
         * Acts as if nothing were published.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for every name below it
         * @return this builder
         * @throws IllegalArgumentException when the name is none or has a rule already
         */
        public Builder ignore(String domainOrSuffix) {
            return add(domainOrSuffix, IGNORE);
        }

        /**
         * Follows what is published: the exception from a suffix.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for every name below it
         * @return this builder
         * @throws IllegalArgumentException when the name is none or has a rule already
         */
        public Builder follow(String domainOrSuffix) {
            return add(domainOrSuffix, LocalRule.FOLLOW);
        }

        /**
         * The rules so far.
         *
         * @return rules that later calls of this builder do not change
         */
        public OperatorRules build() {
            return new OperatorRules(rules);
        }

        private Builder add(String domainOrSuffix, LocalRule rule) {
            String subject = RuleSubject.read(domainOrSuffix);
            if (rules.putIfAbsent(subject, rule) != null) {
                throw new IllegalArgumentException(
                        Printable.spelledOut(subject) + " has a rule already; give each name and each suffix one rule");
            }
            return this;
        }

        private static MxPattern pattern(String text) {
            // A pattern may end in a number by its grammar, but no host does: such a rule would stop all mail in
            // silence.
            boolean canMatch = MxHost.parse(text.startsWith("*.") ? text.substring(2) : text)
                    .isPresent();
            return MxPattern.parse(text)
                    .filter(pattern -> canMatch)
                    .orElseThrow(() -> new IllegalArgumentException(
                            Printable.spelledOut(text) + " is not an mx pattern; write a host name"
                                    + " in A-labels such as mx1.example.com, or *.example.com for any one label"));
        }
    }
}
