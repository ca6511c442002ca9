package io.github.mtasts.lab.sender.postfix;

import io.github.mtasts.lab.Ability;
import java.util.List;
import java.util.Set;

/**
 * The source of Postfix's TLS policies.
 *
 * @param name the name of the sender
 * @param table the value of smtp_tls_policy_maps, in which {@code @folder@} stands for the folder of a trial; empty for none
 * @param start a command that starts the service behind it, or empty
 * @param abilities the abilities that it gives the sender
 */
public record PolicySource(String name, String table, String start, Set<Ability> abilities) {
    /**
     * The possible abilities of a policy service. The lab does not restart it apart from Postfix nor set its clock, and only
     * Postfix could check MX certificates for revocation.
     */
    public static final List<Ability> POSSIBLE_OF_A_SERVICE =
            List.of(Ability.DISCOVERY, Ability.COMPARISON, Ability.ADDRESS_GUARD);

    private static final String FILE = "texthash:@folder@/policies";

    /**
     * No policies: opportunistic TLS.
     *
     * @return Postfix in its default configuration, with {@code smtp_tls_security_level = may}
     */
    public static PolicySource none() {
        return new PolicySource("postfix", "", "", Set.of(Ability.RESTART));
    }

    /**
     * A file that an administrator updates with the policies that domains publish.
     *
     * @return Postfix with {@code smtp_tls_policy_maps}
     */
    public static PolicySource file() {
        return new PolicySource(
                "postfix-policy", FILE, "", Set.of(Ability.RESTART, Ability.COMPARISON, Ability.OPERATOR_RULES));
    }

    /**
     * TLSA records, through a validating resolver.
     *
     * @return Postfix with {@code smtp_tls_security_level = dane} behind an Unbound
     */
    public static PolicySource dane() {
        return new PolicySource("postfix-dane", "", "", Set.of(Ability.RESTART, Ability.DANE));
    }

    /**
     * A policy service behind a socketmap (socketmap_table(5)).
     *
     * @param address such as {@code inet:127.0.0.1:8461:postfix}
     * @param start a command that starts it for a trial, or empty if it runs already
     * @param abilities its abilities
     * @return Postfix with that service
     */
    public static PolicySource service(String address, String start, Set<Ability> abilities) {
        return new PolicySource("postfix-service", "socketmap:" + address, start, Set.copyOf(abilities));
    }

    /**
     * Whether it needs a validating resolver.
     *
     * @return true for {@link #dane}
     */
    public boolean isDane() {
        return abilities.contains(Ability.DANE);
    }

    boolean isFile() {
        return table.equals(FILE);
    }
}
