package io.github.mtasts.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages in the order in which data passes them: each may depend on those before it, and on none after it. */
class PackageOrderTest {
    private static final String FRONT_DOOR = "";

    private static final List<String> ORDER = List.of(
            "text",
            "time",
            "name",
            "failure",
            "work",
            "dns",
            "policy",
            "discovery",
            "trust",
            "fetch",
            "resolution",
            "outcome",
            "dane",
            "decision",
            "session",
            FRONT_DOOR);

    /** Packages that only the library itself uses; other modules see the packages before and after them. */
    private static final Set<String> NOT_EXPORTED =
            Set.of("text", "time", "work", "discovery", "dane", "decision", "session");

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
    void exportsAtMostNinePackages() {
        assertThat(MainCode.EXPORTED).hasSizeLessThanOrEqualTo(9);
    }

    /** Attempts and sessions get a {@code DeliveryContext}: the facade is for callers. */
    @Test
    void onlyItsBuilderKnowsTheFacade() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(MtaSts.class, MtaStsBuilder.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MtaSts.class)
                .check(MainCode.CLASSES);
    }

    @Test
    void exportsThePackagesOfTheOrderExceptTheLibrarysOwn() {
        assertThat(MainCode.EXPORTED)
                .containsExactlyInAnyOrderElementsOf(ORDER.stream()
                        .filter(name -> !NOT_EXPORTED.contains(name))
                        .map(PackageOrderTest::packageName)
                        .toList());
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

    /** The root package has no internals: the packages below it are those of the order. */
    private static String withInternals(String name) {
        return name.equals(FRONT_DOOR) ? MainCode.ROOT : packageName(name) + "..";
    }

    private static String packageName(String name) {
        return name.equals(FRONT_DOOR) ? MainCode.ROOT : MainCode.ROOT + "." + name;
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
