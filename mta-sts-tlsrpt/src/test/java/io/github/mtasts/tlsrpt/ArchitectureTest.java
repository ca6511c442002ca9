package io.github.mtasts.tlsrpt;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of the packages, and the types that users see. */
class ArchitectureTest {
    private static final String ROOT = "io.github.mtasts.tlsrpt";
    private static final List<String> ORDER =
            List.of("internal", "dkim", "record", "foreign", "store", "count", "report", "submit", "read", "summary");
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(TlsReporting.class.getProtectionDomain().getCodeSource().getLocation());

    static List<String> packages() {
        return ORDER;
    }

    /** A package and its internals are one unit here. */
    @ParameterizedTest
    @MethodSource("packages")
    void dependsOnNoPackageThatComesLater(String name) {
        String[] later = Stream.concat(
                        Stream.of(ROOT),
                        ORDER.stream().skip(ORDER.indexOf(name) + 1L).map(each -> ROOT + "." + each + ".."))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(MAIN);
    }

    /** The reader does not depend on counting and sending. */
    @Test
    void theReaderKnowsNothingOfSending() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".read", ROOT + ".summary")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".submit..", ROOT + ".store..", ROOT + ".count..", ROOT + ".report..")
                .check(MAIN);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName).distinct())
                .allMatch(name -> name.isEmpty() // module-info
                        || name.equals(ROOT)
                        || ORDER.stream().anyMatch(each -> (name + ".").startsWith(ROOT + "." + each + ".")));
    }

    /** Users can name every type in the signatures of exported packages: it is in an exported package or in the JDK. */
    @Test
    void namesNoInternalTypeAndNoTypeOfALibrary() throws IOException {
        Set<String> exported = exportedPackages();
        assertThat(exported).contains(ROOT, "io.github.mtasts.name").doesNotContain(ROOT + ".internal");
        assertThat(MAIN.stream()
                        .filter(type -> exported.contains(type.getPackageName()))
                        .filter(ArchitectureTest::isVisible)
                        .flatMap(ArchitectureTest::signatures)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType))
                .isNotEmpty()
                .allMatch(type -> (exported.contains(type.getPackageName()) && isVisible(type))
                        || type.getPackageName().startsWith("java.")
                        || type.getPackageName().equals("javax.sql")
                        || type.getPackageName().equals("javax.net")
                        || type.isPrimitive()
                        || type.getName().equals("void"));
    }

    /** The packages that this project's modules export to everyone. */
    private static Set<String> exportedPackages() throws IOException {
        Set<String> exported = new HashSet<>();
        for (URL url : Collections.list(ArchitectureTest.class.getClassLoader().getResources("module-info.class"))) {
            try (InputStream in = url.openStream()) {
                ModuleDescriptor module = ModuleDescriptor.read(in);
                if (module.name().startsWith("io.github.mtasts.")) {
                    module.exports().stream()
                            .filter(each -> !each.isQualified())
                            .forEach(each -> exported.add(each.source()));
                }
            }
        }
        return exported;
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    @Test
    void neverSleepsAndReadsNoClockBehindItsCallersBack() {
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
        noClasses().should().callMethod(Instant.class, "now").check(MAIN);
    }

    private static Stream<JavaType> signatures(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(),
                        type.getInterfaces().stream(),
                        type.getMembers().stream()
                                .filter(ArchitectureTest::isVisible)
                                .flatMap(ArchitectureTest::types))
                .flatMap(each -> each);
    }

    private static Stream<JavaType> types(JavaMember member) {
        return member instanceof JavaCodeUnit unit
                ? Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                : Stream.of(((JavaField) member).getType());
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(PUBLIC) || member.getModifiers().contains(PROTECTED);
    }
}
