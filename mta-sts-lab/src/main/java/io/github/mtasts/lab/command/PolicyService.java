package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.sender.postfix.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options about a policy service that Postfix is to ask. */
final class PolicyService {
    @Option(
            names = "--policy-service",
            description =
                    "for postfix-service: where it listens, as in socketmap_table(5), such as inet:127.0.0.1:8461:postfix",
            paramLabel = "ADDRESS")
    private String address = "";

    @Option(
            names = "--policy-service-start",
            description = "starts it for each scenario, where the lab's DNS answers and SSL_CERT_FILE names its root",
            paramLabel = "COMMAND")
    private String start = "";

    @Option(
            names = "--policy-service-does",
            split = ",",
            description = "what it does: ${COMPLETION-CANDIDATES}",
            converter = Abilities.OfAPolicyService.class,
            completionCandidates = Abilities.OfAPolicyService.class,
            paramLabel = "ABILITY")
    private Set<Ability> abilities = Set.of(Ability.DISCOVERY);

    PolicySource source() {
        if (address.isEmpty()) {
            throw new IllegalArgumentException(
                    "--policy-service is not set: say where the service listens, such as inet:127.0.0.1:8461:postfix");
        }
        return PolicySource.service(address, start, abilities);
    }

    /** The same options, for a program that is started again. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (!address.isEmpty()) {
            arguments.addAll(List.of("--policy-service", address, "--policy-service-start", start));
            abilities.forEach(ability -> arguments.addAll(List.of("--policy-service-does", ability.name())));
        }
        return arguments;
    }
}
