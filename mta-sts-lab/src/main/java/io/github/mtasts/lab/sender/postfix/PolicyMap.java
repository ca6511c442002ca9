package io.github.mtasts.lab.sender.postfix;

import java.util.List;
import java.util.stream.Collectors;

/** Writes what an administrator would write for a policy into the file of smtp_tls_policy_maps. */
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
                .map(mx -> mx.startsWith("*.") ? mx.substring(1) : mx) // Postfix writes wildcards so
                .collect(Collectors.joining(":"));
        return domain + " secure match=" + hosts + " servername=hostname\n";
    }
}
