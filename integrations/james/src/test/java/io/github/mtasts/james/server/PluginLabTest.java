package io.github.mtasts.james.server;

import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.junit.DowngradeTests;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Every attack of the lab fails against the plugin: case 18. A scenario that needs what {@link JamesSender#plugin} lacks is left out,
 * and its test says what that is.
 */
class PluginLabTest extends LabFamilies {
    PluginLabTest() {
        super(JamesSender.plugin());
    }

    @Override
    Stream<DynamicTest> tests(List<Scenario> scenarios) {
        Set<String> ids = scenarios.stream().map(Scenario::id).collect(Collectors.toSet());
        return DowngradeTests.of(kind(), ids::contains);
    }
}
