package io.github.mtasts.tool.postfix;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import java.util.List;
import java.util.stream.Stream;

/** Works with mx patterns (RFC 8461 section 4.1) for programs that match in another way. Pure. */
final class Patterns {
    private static final String WILDCARD = "*.";

    private Patterns() {}

    /**
     * The patterns that stand for the hosts that both lists cover. Of two patterns that share a host one lies within the other,
     * because a wildcard stands for exactly one label.
     */
    static List<MxPattern> inBoth(List<MxPattern> some, List<MxPattern> others) {
        return Stream.concat(
                        some.stream().filter(each -> others.stream().anyMatch(wide -> covers(wide, each))),
                        others.stream().filter(each -> some.stream().anyMatch(wide -> covers(wide, each))))
                .distinct()
                .toList();
    }

    private static boolean covers(MxPattern wide, MxPattern narrow) {
        return wide.equals(narrow)
                || MxHost.parse(narrow.toString()).map(wide::matches).orElse(false);
    }

    /**
     * The patterns as {@code match} of smtp_tls_policy_maps has them: a leading dot in place of {@code *.}. Those that end in a number
     * are left out: the grammar of policies has room for them, no host has such a name, and Postfix refuses an address there. So are
     * those of one label: {@code hostname} and {@code nexthop} are words of Postfix there, and stand for any MX host.
     */
    static List<String> forPostfix(List<MxPattern> patterns) {
        return patterns.stream()
                .map(MxPattern::toString)
                .filter(Patterns::isName)
                .map(text -> text.startsWith(WILDCARD) ? text.substring(1) : text)
                .distinct()
                .toList();
    }

    private static boolean isName(String pattern) {
        int dot = pattern.lastIndexOf('.');
        String last = pattern.substring(dot + 1);
        return dot > 0 && !last.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
