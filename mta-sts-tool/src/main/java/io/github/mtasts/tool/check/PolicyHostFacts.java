package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.StsPolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Policy Host: what the library's own fetch brought, and what each address answers.
 *
 * @param name its name
 * @param aliases the targets of CNAME records on the way
 * @param addresses its addresses
 * @param fetch what a sender gets
 * @param visits one for each address that was visited
 */
record PolicyHostFacts(
        String name, List<String> aliases, AddressAnswer addresses, FetchResult fetch, List<Visit> visits) {
    PolicyHostFacts {
        aliases = List.copyOf(aliases);
        visits = List.copyOf(visits);
    }

    Optional<StsPolicy> policy() {
        return fetch instanceof FetchResult.Fetched fetched ? Optional.of(fetched.policy()) : Optional.empty();
    }

    @Nullable
    String ownFault() {
        return fetch instanceof FetchResult.Failed failed
                        && switch (failed.cause()) {
                            case OWN_FAULT, OWN_LIMIT, OVERLOADED, CLOSED -> true;
                            default -> false;
                        }
                ? "the policy could not be fetched from here: "
                        + failed.failure().reason()
                : null;
    }
}
