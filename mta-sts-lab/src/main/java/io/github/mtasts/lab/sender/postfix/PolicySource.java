package io.github.mtasts.lab.sender.postfix;

import io.github.mtasts.lab.Ability;
import java.util.List;
import java.util.Set;

/**
 * Where Postfix has its TLS policies from.
 *
 * @param name what the sender is called
 * @param table the value of smtp_tls_policy_maps, in which {@code @folder@} stands for the folder of a trial; empty for none
 * @param start a command that starts the service behind it, or empty
 * @param abilities what it brings
 */
public record PolicySource(String name, String table, String start, Set<Ability> abilities) {
    /**
     * What the lab can do with a policy service: it neither restarts it apart from Postfix nor sets its clock, and whether
     * certificates of MX hosts are revoked only Postfix could check.
     */
    public static final List<Ability> POSSIBLE_OF_A_SERVICE =
            List.of(Ability.DISCOVERY, Ability.COMPARISON, Ability.ADDRESS_GUARD);

    private static final String FILE = "texthash:@folder@/policies";

    /**
     * None: opportunistic TLS.
     *
     * @return Postfix as it comes, with {@code smtp_tls_security_level = may}
     */
    public static PolicySource none() {
        return new PolicySource("postfix", "", "", Set.of(Ability.RESTART));
    }

    /**
     * A file that an administrator keeps up to date with the policies that domains publish.
     *
     * @return Postfix with {@code smtp_tls_policy_maps}
     */
    public static PolicySource file() {
        return new PolicySource("postfix-policy", FILE, "", Set.of(Ability.RESTART, Ability.COMPARISON));
    }

    /**
     * A policy service behind a socketmap (socketmap_table(5)).
     *
     * @param address such as {@code inet:127.0.0.1:8461:postfix}
     * @param start a command that starts it for a trial, or empty when it runs already
     * @param abilities what it does
     * @return Postfix with that service
     */
    public static PolicySource service(String address, String start, Set<Ability> abilities) {
        return new PolicySource("postfix-service", "socketmap:" + address, start, Set.copyOf(abilities));
    }

    boolean isFile() {
        return table.equals(FILE);
    }
}
