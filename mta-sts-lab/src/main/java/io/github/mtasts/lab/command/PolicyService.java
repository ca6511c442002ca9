package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.sender.postfix.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options for the policy service of postfix-service. */
final class PolicyService {
    @Option(
            names = "--policy-service",
            description = "for postfix-service: its address (socketmap_table(5)), such as inet:127.0.0.1:8461:postfix",
            paramLabel = "ADDRESS")
    private String address = "";

    @Option(
            names = "--policy-service-start",
            description = "starts the service for each scenario; SSL_CERT_FILE names the lab's root certificate",
            paramLabel = "COMMAND")
    private String start = "";

    @Option(
            names = "--policy-service-does",
            split = ",",
            description = "its abilities: ${COMPLETION-CANDIDATES}",
            converter = Abilities.OfAPolicyService.class,
            completionCandidates = Abilities.OfAPolicyService.class,
            paramLabel = "ABILITY")
    private Set<Ability> abilities = Set.of(Ability.DISCOVERY);

    PolicySource source() {
        if (address.isEmpty()) {
            throw new IllegalArgumentException(
                    "--policy-service is not set: give the address of the service, such as inet:127.0.0.1:8461:postfix");
        }
        return PolicySource.service(address, start, abilities);
    }

    /** These options as arguments, for the process inside a namespace. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (!address.isEmpty()) {
            arguments.addAll(List.of("--policy-service", address, "--policy-service-start", start));
            abilities.forEach(ability -> arguments.addAll(List.of("--policy-service-does", ability.name())));
        }
        return arguments;
    }
}
