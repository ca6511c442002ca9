package io.github.mtasts.lab.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** All scenarios. */
public final class Catalogue {
    private Catalogue() {}

    /**
     * The scenarios, family by family.
     *
     * @return an immutable list
     */
    public static List<Scenario> scenarios() {
        return Stream.of(
                        BeforeTls.scenarios(),
                        Certificates.scenarios(),
                        Connections.scenarios(),
                        MxRecords.scenarios(),
                        DaneHosts.scenarios(),
                        DaneAnswers.scenarios(),
                        RequireTls.scenarios(),
                        PolicyRecords.scenarios(),
                        PolicyHosts.scenarios(),
                        PolicyTexts.scenarios(),
                        OverTime.scenarios(),
                        Modes.scenarios())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Some scenarios.
     *
     * @param prefixes prefixes of ids
     * @return an immutable list, in the order of the catalogue
     */
    public static List<Scenario> startingWith(List<String> prefixes) {
        return scenarios().stream()
                .filter(scenario -> prefixes.stream().anyMatch(scenario.id()::startsWith))
                .toList();
    }
}
