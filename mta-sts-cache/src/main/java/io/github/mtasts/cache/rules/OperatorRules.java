package io.github.mtasts.cache.rules;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.text.Printable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rules of an operator, each for one domain or for all names below one.
 *
 * <p>A rule for {@code .example.org} covers {@code a.example.org} and {@code b.a.example.org}, but not {@code example.org}
 * itself. A rule for the exact name takes precedence over any suffix, and a longer suffix over a shorter one. A published
 * policy never weakens a rule that requires enforce.
 *
 * <p>In a text or a file each line is one rule, with words separated by spaces or tabs; a word that starts with {@code #}
 * starts a comment:
 *
 * <pre>{@code
 * example.com    enforce mx1.example.com *.mail.example.com
 * .example.org   testing     # all names below example.org
 * x.example.org  follow      # an exception
 * example.net    ignore
 * example.com    dane require
 * .example.org   dane audit
 * }</pre>
 *
 * <p>The rules about DANE are apart: a name can have one of them, {@code dane follow}, {@code dane ignore}, {@code dane audit} or
 * {@code dane require} ({@link DaneRule}), beside one about MTA-STS. They count only where the library does DANE.
 *
 * <p>Immutable and thread-safe.
 */
public final class OperatorRules implements LocalPolicy {
    private static final OperatorRules NONE = builder().build();

    private final SubjectMap<LocalRule> rules;

    private final SubjectMap<DaneRule> daneRules;

    private OperatorRules(Map<String, LocalRule> rules, Map<String, DaneRule> daneRules) {
        this.rules = new SubjectMap<>(rules, LocalRule.FOLLOW);
        this.daneRules = new SubjectMap<>(daneRules, DaneRule.FOLLOW);
    }

    /**
     * Returns an empty set of rules: the published policy of every domain is followed.
     *
     * @return no rules
     */
    public static OperatorRules none() {
        return NONE;
    }

    /**
     * Creates a builder.
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
     * @throws RulesException if a line is invalid; it names every invalid line
     */
    public static OperatorRules parse(String text) {
        return RulesReader.read(text);
    }

    /**
     * Reads rules from a file once. {@link RulesFile} reloads a file when it changes.
     *
     * @param file lines as described above, in UTF-8 without a byte order mark, at most 1,048,576 octets
     * @return the rules
     * @throws RulesException if the file cannot be read or a line is invalid; it names the file and every invalid line
     */
    public static OperatorRules load(Path file) {
        return RulesReader.read(file);
    }

    /** Returns the rule for a domain. Does no I/O, takes no lock, and creates no objects unless there are suffixes. */
    @Override
    public LocalRule rule(PolicyDomain domain) {
        return rules.get(domain);
    }

    /** Returns the rule about DANE for a domain, at the same cost. */
    @Override
    public DaneRule daneRule(PolicyDomain domain) {
        return daneRules.get(domain);
    }

    /**
     * Returns the number of rules.
     *
     * @return the number of names and suffixes with a rule; one with a rule about DANE besides counts twice
     */
    public int size() {
        return rules.size() + daneRules.size();
    }

    /** Returns the number of rules, for logs. */
    @Override
    public String toString() {
        return size() == 1 ? "1 rule" : size() + " rules";
    }

    /** Builds rules. Not thread-safe. */
    public static final class Builder {
        private static final LocalRule TESTING = new LocalRule.TreatAsTesting();
        private static final LocalRule IGNORE = new LocalRule.Ignore();

        private final Map<String, LocalRule> rules = new HashMap<>();
        private final Map<String, DaneRule> daneRules = new HashMap<>();

        private Builder() {}

        /**
         * Requires validated TLS to these hosts, regardless of the published policy.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for all names below it
         * @param mxPatterns the allowed MX hosts, in A-labels, with {@code *.} for any one label; at least one
         * @return this builder
         * @throws IllegalArgumentException if the name or a pattern is invalid, or the name already has a rule
         */
        public Builder requireEnforce(String domainOrSuffix, String... mxPatterns) {
            if (mxPatterns.length == 0) {
                throw new IllegalArgumentException(
                        Printable.spelledOut(domainOrSuffix) + " is to be enforced, but has no mx host;"
                                + " add each allowed host, such as mx1.example.com or *.example.com");
            }
            List<MxPattern> patterns =
                    Stream.of(mxPatterns).map(Builder::pattern).toList();
            return add(domainOrSuffix, new LocalRule.RequireEnforce(patterns));
        }

        /**
         * Treats a published enforce policy as testing.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for all names below it
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid or already has a rule
         */
        public Builder treatAsTesting(String domainOrSuffix) {
            return add(domainOrSuffix, TESTING);
        }

        /**
         * Ignores the published policy.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for all names below it
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid or already has a rule
         */
        public Builder ignore(String domainOrSuffix) {
            return add(domainOrSuffix, IGNORE);
        }

        /**
         * Follows the published policy: an exception from the rule of a suffix.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for all names below it
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid or already has a rule
         */
        public Builder follow(String domainOrSuffix) {
            return add(domainOrSuffix, LocalRule.FOLLOW);
        }

        /**
         * Adds a rule about DANE, beside any about MTA-STS.
         *
         * @param domainOrSuffix a domain, or a dot and a domain for all names below it
         * @param rule the rule
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid or already has a rule about DANE
         */
        public Builder dane(String domainOrSuffix, DaneRule rule) {
            put(daneRules, domainOrSuffix, rule);
            return this;
        }

        /**
         * Builds the rules.
         *
         * @return the rules so far; later calls of this builder do not change them
         */
        public OperatorRules build() {
            return new OperatorRules(rules, daneRules);
        }

        private Builder add(String domainOrSuffix, LocalRule rule) {
            put(rules, domainOrSuffix, rule);
            return this;
        }

        private static <R> void put(Map<String, R> rules, String domainOrSuffix, R rule) {
            String subject = RuleSubject.read(domainOrSuffix);
            if (rules.putIfAbsent(subject, rule) != null) {
                throw new IllegalArgumentException(
                        Printable.spelledOut(subject) + " already has a rule; each name and each suffix has one rule");
            }
        }

        private static MxPattern pattern(String text) {
            // The grammar allows a pattern that ends in a number, but no host name does: such a rule would stop all
            // mail.
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
