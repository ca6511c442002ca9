package io.github.mtasts.lab.sender.postfix;

import java.util.List;
import java.util.stream.Collectors;

/** Translates a policy into an entry of smtp_tls_policy_maps, as an administrator would write it. */
final class PolicyMap {
    private PolicyMap() {}

    /** The line of a domain: {@code secure} with the hosts of an enforce policy, else {@code may}. */
    static String line(String domain, String policy) {
        List<String> lines = policy.lines().map(String::strip).toList();
        if (!lines.contains("mode: enforce")) {
            return domain + " may\n";
        }
        String hosts = lines.stream()
                .filter(line -> line.startsWith("mx: "))
                .map(line -> line.substring("mx: ".length()))
                .map(mx -> mx.startsWith("*.") ? mx.substring(1) : mx) // the notation of Postfix for wildcards
                .collect(Collectors.joining(":"));
        return domain + " secure match=" + hosts + " servername=hostname\n";
    }
}
