package io.github.mtasts.tool.check;

import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.dns.SecureResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows CNAME records one by one, to show the way that resolvers take by themselves. Stateless. */
final class AliasTrail {
    private static final int MAX_ALIASES = 16;

    private AliasTrail() {}

    /** The targets in their order; a loop ends after 16. */
    static List<String> of(SecureResolver dns, String name) {
        List<String> targets = new ArrayList<>();
        Optional<String> next = target(dns, name);
        while (next.isPresent() && targets.size() < MAX_ALIASES) {
            targets.add(next.get());
            next = target(dns, next.get());
        }
        return targets;
    }

    private static Optional<String> target(SecureResolver dns, String name) {
        return dns.lookup(name, RecordType.CNAME) instanceof SecureAnswer.Found found
                ? found.records().stream()
                        .filter(RecordData.Alias.class::isInstance)
                        .map(record -> ((RecordData.Alias) record).target())
                        .findFirst()
                : Optional.empty();
    }
}
