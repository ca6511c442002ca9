package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The domains that are served another domain's policy (RFC 8461 section 8.2): a line for each, with the domain and the one whose
 * policy it is. A number sign begins a comment. A file with a bad line counts as a whole as bad. Pure.
 *
 * @param owners the owner of the policy of each domain, by the name of the domain
 * @param faults a sentence without its end for each bad line
 */
record Delegations(SortedMap<String, PolicyDomain> owners, List<String> faults) {
    /** @param all the lines; editors of Windows put U+FEFF in front of the first */
    static Delegations parse(List<String> all) {
        List<String> lines = new ArrayList<>(all);
        if (!lines.isEmpty() && lines.get(0).startsWith("\uFEFF")) {
            lines.set(0, lines.get(0).substring(1));
        }
        SortedMap<String, PolicyDomain> owners = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                String[] words = line.split("\\s+", -1);
                Optional<PolicyDomain> domain = PolicyDomain.parse(words[0]);
                Optional<PolicyDomain> owner = words.length == 2 ? PolicyDomain.parse(words[1]) : Optional.empty();
                if (domain.isEmpty() || owner.isEmpty()) {
                    faults.add("line " + (i + 1) + " is not two domain names");
                } else if (owners.put(domain.get().name(), owner.get()) != null) {
                    faults.add("line " + (i + 1) + " names " + domain.get() + " a second time");
                }
            }
        }
        return new Delegations(owners, faults);
    }

    static Delegations none() {
        return new Delegations(new TreeMap<>(Map.of()), List.of());
    }
}
