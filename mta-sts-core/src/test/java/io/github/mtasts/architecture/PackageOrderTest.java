package io.github.mtasts.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages in the order of the data's way: each may know those before it, and none after it. */
class PackageOrderTest {
    private static final List<String> ORDER = List.of(
            "name",
            "failure",
            "dns",
            "discovery",
            "policy",
            "trust",
            "fetch",
            "resolution",
            "decision",
            "session",
            "outcome",
            "delivery");

    static Stream<String> packagesBeforeTheLast() {
        return ORDER.stream().limit(ORDER.size() - 1);
    }

    @ParameterizedTest
    @MethodSource("packagesBeforeTheLast")
    void dependsOnNoPackageThatComesLater(String name) {
        String[] later = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).stream()
                .map(PackageOrderTest::withInternals)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(withInternals(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(MainCode.CLASSES);
    }

    @Test
    void everyClassIsInAPackageOfTheOrder() {
        noClasses()
                .should()
                .resideOutsideOfPackages(
                        ORDER.stream().map(PackageOrderTest::withInternals).toArray(String[]::new))
                .check(MainCode.CLASSES);
    }

    @Test
    void exportsThePackagesOfTheOrderAndNoInternalOnes() {
        assertThat(MainCode.EXPORTED)
                .containsExactlyInAnyOrderElementsOf(
                        ORDER.stream().map(name -> MainCode.ROOT + name).toList());
    }

    @Test
    void everyExportedPackageSaysWhatItIsFor() {
        assertThat(MainCode.EXPORTED)
                .allSatisfy(name -> assertThat(source(name.replace('.', '/') + "/package-info.java"))
                        .contains("Comes in:")
                        .contains("May not know:"));
    }

    @Test
    void theModuleIsNullMarked() {
        assertThat(source("module-info.java")).contains("@org.jspecify.annotations.NullMarked\nmodule ");
    }

    private static String withInternals(String name) {
        return MainCode.ROOT + name + "..";
    }

    private static String source(String file) {
        Path path = Path.of("src/main/java", file);
        assertThat(path).isRegularFile();
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
