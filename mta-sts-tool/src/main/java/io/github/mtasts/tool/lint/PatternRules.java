package io.github.mtasts.tool.lint;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Checks the mx patterns of a policy by themselves (RFC 8461 sections 4.1 and 10.4). Stateless. */
final class PatternRules {
    private static final String WILDCARD = "*.";

    private PatternRules() {}

    static List<Finding> of(StsPolicy policy, @Nullable PolicyDomain domain) {
        List<Finding> findings = new ArrayList<>();
        Set<String> wildcards = new HashSet<>();
        policy.mxPatterns().forEach(pattern -> wildcards.add(pattern.toString()));
        Set<MxPattern> seen = new HashSet<>();
        for (MxPattern pattern : policy.mxPatterns()) {
            Finding finding = finding(pattern.toString(), !seen.add(pattern), wildcards, domain);
            if (finding != null) {
                findings.add(finding);
            }
        }
        return findings;
    }

    private static @Nullable Finding finding(
            String pattern, boolean isRepeated, Set<String> all, @Nullable PolicyDomain domain) {
        String subject = "mx " + pattern;
        if (isRepeated) {
            return redundant(subject, "is listed twice");
        }
        if (!pattern.startsWith(WILDCARD)) {
            return ofName(pattern, all);
        }
        String parent = pattern.substring(WILDCARD.length());
        if (isPublicSuffix(parent)) {
            return Finding.of(
                    Rule.PATTERN_TOO_WIDE,
                    subject,
                    "Anybody can register a name that " + pattern
                            + " covers, so that the policy lets an attacker's host take the mail.",
                    "List the MX hosts by their names.");
        }
        return domain != null && covers(parent, domain.name())
                ? Finding.of(
                        Rule.PATTERN_COVERS_DOMAIN,
                        subject,
                        "The wildcard covers every host directly below " + parent
                                + ": whoever controls any one of them, such as a web server, can take the mail.",
                        "List the MX hosts by their names, or give them a domain of their own, such as *.mx." + parent
                                + ".")
                : null;
    }

    private static @Nullable Finding ofName(String name, Set<String> all) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return Finding.of(
                    Rule.PATTERN_ONE_LABEL,
                    "mx " + name,
                    "A name of one label is hardly an MX host of the internet; the pattern matches that label only.",
                    "Write the full name of the MX host, as its MX record has it.");
        }
        String wildcard = "*" + name.substring(dot);
        return all.contains(wildcard) ? redundant("mx " + name, "is covered by " + wildcard) : null;
    }

    private static Finding redundant(String subject, String why) {
        return Finding.of(
                Rule.PATTERN_REDUNDANT, subject, "The pattern " + why + ".", "Remove the line; nothing changes.");
    }

    /** A wildcard for the domain itself, or for a domain above it, which then covers the domain as its own host. */
    private static boolean covers(String parent, String domain) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }

    private static boolean isPublicSuffix(String name) {
        HttpUrl url = HttpUrl.parse("https://" + name);
        return url != null && url.topPrivateDomain() == null;
    }
}
