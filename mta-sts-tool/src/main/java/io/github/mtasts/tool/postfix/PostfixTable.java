package io.github.mtasts.tool.postfix;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.StsPolicy;
import java.util.List;

/**
 * Puts a {@link Stance} into the words of smtp_tls_policy_maps. Two maps: one for every version of Postfix, and one with the
 * attributes from which Postfix 3.10 and later makes records for TLS reports. An older Postfix refuses these attributes and then
 * keeps all mail to the domain, so that which map is asked is the choice of whoever writes main.cf. Pure.
 */
final class PostfixTable {
    private final boolean withTlsRpt;
    private final boolean saysMay;

    /**
     * @param withTlsRpt whether Postfix is 3.10 or later, and makes records for TLS reports
     * @param saysMay whether {@code may} may be answered where the policy asks for nothing: that replaces another level in main.cf,
     *     such as {@code dane}, for the domain
     */
    PostfixTable(boolean withTlsRpt, boolean saysMay) {
        this.withTlsRpt = withTlsRpt;
        this.saysMay = withTlsRpt && saysMay;
    }

    Reply reply(PolicyDomain domain, Stance stance) {
        if (stance instanceof Stance.Enforce enforce) {
            return enforced(domain, enforce);
        }
        if (stance instanceof Stance.Wait wait) {
            return Reply.temporary(wait.sentence());
        }
        if (stance instanceof Stance.Dane) {
            return Reply.ok("dane-only");
        }
        if (stance instanceof Stance.Testing testing && saysMay) {
            return Reply.ok("may" + attributes(domain, testing.policy(), Reply.LIMIT_OCTETS - "OK may".length()));
        }
        // RFC 8461 section 5: without a policy the message goes on as it would have.
        return stance instanceof Stance.Unfetched && saysMay
                ? Reply.ok("may policy_type=no-policy-found")
                : Reply.NOT_FOUND;
    }

    /** RFC 8461 section 4.1: only the hosts of the policy, each proved by its certificate. */
    private Reply enforced(PolicyDomain domain, Stance.Enforce enforce) {
        List<String> hosts = Patterns.forPostfix(enforce.hosts());
        if (hosts.isEmpty()) {
            return Reply.temporary(withoutHosts(domain, enforce));
        }
        String secure = "secure match=" + String.join(":", hosts) + " servername=hostname";
        StsPolicy policy = enforce.policy();
        return Reply.ok(
                withTlsRpt && policy != null
                        ? secure + attributes(domain, policy, Reply.LIMIT_OCTETS - "OK ".length() - secure.length())
                        : secure);
    }

    /** Hosts that Postfix cannot be told are left out: see {@link Patterns#forPostfix}. */
    private static String withoutHosts(PolicyDomain domain, Stance.Enforce enforce) {
        StsPolicy policy = enforce.policy();
        if (policy == null) {
            return "the rules of the operator name no host for " + domain + " that Postfix could match";
        }
        return enforce.hosts().equals(policy.mxPatterns())
                ? "the policy of " + domain + " names no host that Postfix could match"
                : "no host satisfies both the policy of " + domain + " and the rules of the operator";
    }

    /** What a report quotes (RFC 8460 section 4.4). What does not fit into a reply is left out as a whole. */
    private static String attributes(PolicyDomain domain, StsPolicy policy, int roomOctets) {
        String named = " policy_type=sts policy_domain=" + domain;
        StringBuilder all = new StringBuilder(named);
        policy.lines().stream()
                .map(String::strip)
                .filter(PostfixTable::isHarmless)
                .forEach(line -> all.append(" { policy_string = ").append(line).append(" }"));
        for (MxPattern pattern : policy.mxPatterns()) {
            all.append(" mx_host_pattern=").append(pattern);
        }
        return all.length() <= roomOctets ? all.toString() : named.length() <= roomOctets ? named : "";
    }

    /** An extension of a policy may say anything: a brace would end the attribute, and begin one of the policy's own. */
    private static boolean isHarmless(String line) {
        return !line.isEmpty() && line.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '{' && c != '}');
    }
}
