package io.github.mtasts.james.server;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Family;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The lab's catalogue against a kind of James, a method for each family: all of it takes a quarter of an hour on two processors, and
 * a method can be run alone. Two processes run one James after the other.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabFamilies {
    private final JamesSender.Kind kind;

    LabFamilies(JamesSender.Kind kind) {
        this.kind = kind;
    }

    /** Makes tests of scenarios. */
    abstract Stream<DynamicTest> tests(List<Scenario> scenarios);

    JamesSender.Kind kind() {
        return kind;
    }

    @AfterAll
    void end() {
        kind.close();
    }

    private Stream<DynamicTest> of(Family family) {
        return tests(Catalogue.scenarios().stream()
                .filter(one -> one.family() == family)
                .toList());
    }

    @TestFactory
    Stream<DynamicTest> beforeTls() {
        return of(Family.BEFORE_TLS);
    }

    @TestFactory
    Stream<DynamicTest> certificates() {
        return of(Family.CERTIFICATES);
    }

    @TestFactory
    Stream<DynamicTest> connections() {
        return of(Family.CONNECTIONS);
    }

    @TestFactory
    Stream<DynamicTest> mxRecords() {
        return of(Family.MX_RECORDS);
    }

    @TestFactory
    Stream<DynamicTest> dane() {
        return of(Family.DANE);
    }

    @TestFactory
    Stream<DynamicTest> requireTls() {
        return of(Family.REQUIRE_TLS);
    }

    @TestFactory
    Stream<DynamicTest> policyRecords() {
        return of(Family.POLICY_RECORDS);
    }

    @TestFactory
    Stream<DynamicTest> policyHosts() {
        return of(Family.POLICY_HOST);
    }

    @TestFactory
    Stream<DynamicTest> policyTexts() {
        return of(Family.POLICY_TEXT);
    }

    @TestFactory
    Stream<DynamicTest> overTime() {
        return of(Family.TIME);
    }

    @TestFactory
    Stream<DynamicTest> modes() {
        return of(Family.MODES);
    }
}
