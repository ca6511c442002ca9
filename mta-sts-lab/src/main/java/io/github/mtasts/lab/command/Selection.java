package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that chooses scenarios. */
final class Selection {
    @Option(names = "--only", split = ",", description = "scenarios whose id starts so", paramLabel = "ID")
    private List<String> only = List.of("");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** @throws ParameterException naming a beginning with which no id starts */
    List<Scenario> scenarios() {
        for (String prefix : only) {
            if (Catalogue.startingWith(List.of(prefix)).isEmpty()) {
                throw new ParameterException(
                        command.commandLine(), "no scenario's id starts with '" + prefix + "'; `list` shows the ids");
            }
        }
        return Catalogue.startingWith(only);
    }

    /** The same option, for a program that is started again. */
    List<String> arguments() {
        return only.stream()
                .flatMap(prefix -> List.of("--only", prefix).stream())
                .toList();
    }
}
