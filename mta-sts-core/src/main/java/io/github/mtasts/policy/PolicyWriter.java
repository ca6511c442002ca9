package io.github.mtasts.policy;

import io.github.mtasts.name.MxHost;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of a policy, for publishers.
 *
 * <p>Comes in: the settings. Goes out: text that {@link PolicyParser} reads back as the same settings, without a warning. May
 * not know: whether the hosts exist, or present certificates that a sender would accept. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public final class PolicyWriter {
    /** RFC 8461 section 3.3: senders may limit a policy to this size. */
    private static final int MAX_POLICY_OCTETS = 65_536;

    private PolicyWriter() {}

    /**
     * Writes a policy.
     *
     * @param mode the mode
     * @param mxPatterns host names, or {@code *.} and a domain, in U-labels or A-labels; written as A-labels, in this
     *     order; may be empty in mode none only
     * @param maxAge how long senders may keep the policy: whole seconds, 0 to 31,557,600
     * @return ASCII text with CRLF line ends, of at most 65,536 characters
     * @throws IllegalArgumentException when a setting is not valid in a policy; the message names it
     */
    public static String write(PolicyMode mode, List<String> mxPatterns, Duration maxAge) {
        if (mxPatterns.isEmpty() && mode != PolicyMode.NONE) {
            throw new IllegalArgumentException(
                    "mx: mode " + mode.token() + " needs at least one MX host, or no mail would be delivered");
        }
        StringBuilder text = new StringBuilder("version: STSv1\r\n");
        text.append("mode: ").append(mode.token()).append("\r\n");
        for (String pattern : mxPatterns) {
            text.append("mx: ").append(aLabels(pattern)).append("\r\n");
        }
        text.append("max_age: ").append(seconds(maxAge)).append("\r\n");
        if (text.length() > MAX_POLICY_OCTETS) {
            throw new IllegalArgumentException("mx: " + mxPatterns.size() + " patterns make a policy of "
                    + text.length() + " octets, but senders may refuse more than " + MAX_POLICY_OCTETS);
        }
        return text.toString();
    }

    private static MxPattern aLabels(String text) {
        boolean wildcard = text.startsWith("*.");
        MxPattern pattern = MxHost.parse(wildcard ? text.substring(2) : text)
                .map(host -> patternOf(wildcard, host))
                .orElse(null);
        if (pattern == null) {
            throw new IllegalArgumentException("mx: \"" + text
                    + "\" is not a host name of letters, digits and hyphens, such as mx1.example.com or *.example.com");
        }
        return pattern;
    }

    /** An MX host may have an underscore, an mx pattern may not. */
    private static @Nullable MxPattern patternOf(boolean wildcard, MxHost host) {
        return MxPattern.read(wildcard ? "*." + host.name() : host.name());
    }

    private static long seconds(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.getNano() != 0 || maxAge.getSeconds() > PolicyParser.MAX_AGE_LIMIT_SECONDS) {
            throw new IllegalArgumentException("max_age: " + maxAge + " is not a number of whole seconds from 0 to "
                    + PolicyParser.MAX_AGE_LIMIT_SECONDS);
        }
        return maxAge.getSeconds();
    }
}
