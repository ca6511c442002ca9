package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that selects scenarios. */
final class Selection {
    @Option(
            names = "--only",
            split = ",",
            description = "only scenarios whose id starts with one of these",
            paramLabel = "ID")
    private List<String> only = List.of("");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** @throws ParameterException if no id starts with one of the prefixes */
    List<Scenario> scenarios() {
        for (String prefix : only) {
            if (Catalogue.startingWith(List.of(prefix)).isEmpty()) {
                throw new ParameterException(
                        command.commandLine(), "no scenario's id starts with '" + prefix + "'; `list` shows the ids");
            }
        }
        return Catalogue.startingWith(only);
    }

    /** This option as arguments, for the process inside a namespace. */
    List<String> arguments() {
        return only.stream()
                .flatMap(prefix -> List.of("--only", prefix).stream())
                .toList();
    }
}
