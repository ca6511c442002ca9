package io.github.mtasts.tlsrpt.foreign;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session of another mail server, such as Postfix, as that server recorded it, for {@code TlsReporting.count}. The verdict is that
 * server's: a policy may have failures and still have succeeded, and a success names no MX host. Text is cleaned and cut when a
 * value is made, because it comes from the hosts of strangers. Immutable.
 *
 * @param domain the domain that is reported
 * @param time when the session ended
 * @param policies every policy that the session was evaluated under, at most {@value #MAX_POLICIES}; further ones are left out
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4">RFC 8460 section 4</a>
 */
public record ForeignSession(PolicyDomain domain, Instant time, List<Policy> policies) {
    /** The largest number of policies of a session. */
    public static final int MAX_POLICIES = 16;

    /** The largest number of failures of a policy. */
    public static final int MAX_FAILURES = 64;

    /** The largest number of lines of a policy, and of its mx patterns. */
    public static final int MAX_LINES = 1_000;

    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_LINE_LENGTH = 1_000;

    /**
     * Keeps an unchangeable copy of the policies.
     *
     * @param domain the domain that is reported
     * @param time when the session ended
     * @param policies every policy that the session was evaluated under
     */
    public ForeignSession {
        policies = policies.stream().limit(MAX_POLICIES).toList();
    }

    /**
     * The verdict about a session under one policy. Immutable.
     *
     * @param type the kind of policy
     * @param policyDomain the domain that the policy belongs to
     * @param policyString the lines of the policy, or its TLSA records; empty when none was obtained
     * @param mxHosts the mx patterns of an sts policy
     * @param success whether the session counts as a success
     * @param failures what failed; may be empty after a failure, and may have entries after a success that came later
     */
    public record Policy(
            PolicyType type,
            String policyDomain,
            List<String> policyString,
            List<String> mxHosts,
            boolean success,
            List<Failed> failures) {
        /**
         * Cleans and cuts the text.
         *
         * @param type the kind of policy
         * @param policyDomain the domain that the policy belongs to
         * @param policyString the lines of the policy
         * @param mxHosts the mx patterns of an sts policy
         * @param success whether the session counts as a success
         * @param failures what failed
         */
        public Policy {
            policyDomain = Printable.line(policyDomain, MAX_NAME_LENGTH);
            policyString = lines(policyString);
            mxHosts = lines(mxHosts);
            failures = failures.stream().limit(MAX_FAILURES).toList();
        }

        private static List<String> lines(List<String> lines) {
            return lines.stream()
                    .limit(MAX_LINES)
                    .map(line -> Printable.line(line, MAX_LINE_LENGTH))
                    .toList();
        }
    }

    /**
     * A failure of a session. Immutable.
     *
     * @param type the result type
     * @param sendingAddress the address of the mail server; null when it is unknown
     * @param mxHost the name of the MX host; empty when it is unknown
     * @param receivingHelo the name that the host gave itself; empty when it is unknown
     * @param receivingAddress the address of the host; null when it is unknown
     * @param reason the reason code and what belongs to it; may be empty
     */
    public record Failed(
            ResultType type,
            @Nullable InetAddress sendingAddress,
            String mxHost,
            String receivingHelo,
            @Nullable InetAddress receivingAddress,
            String reason) {
        /**
         * Cleans and cuts the text.
         *
         * @param type the result type
         * @param sendingAddress the address of the mail server
         * @param mxHost the name of the MX host
         * @param receivingHelo the name that the host gave itself
         * @param receivingAddress the address of the host
         * @param reason the reason code and what belongs to it
         */
        public Failed {
            mxHost = Printable.line(mxHost, MAX_NAME_LENGTH);
            receivingHelo = Printable.line(receivingHelo, MAX_NAME_LENGTH);
            reason = Printable.reason(reason);
        }
    }
}
