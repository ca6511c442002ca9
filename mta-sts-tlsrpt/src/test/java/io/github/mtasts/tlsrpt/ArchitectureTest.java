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
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages in the order of the data's way, and what callers see of them. */
class ArchitectureTest {
    private static final String ROOT = "io.github.mtasts.tlsrpt";
    private static final List<String> ORDER =
            List.of("dkim", "record", "store", "count", "report", "submit", "read", "summary");
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(TlsReporting.class.getProtectionDomain().getCodeSource().getLocation());

    static List<String> packages() {
        return ORDER;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void dependsOnNoPackageThatComesLater(String name) {
        String[] later = Stream.concat(
                        Stream.of(ROOT),
                        ORDER.stream().skip(ORDER.indexOf(name) + 1L).map(each -> ROOT + "." + each))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(MAIN);
    }

    /** A report is read without anything that sends one. */
    @Test
    void theReaderKnowsNothingOfSending() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".read", ROOT + ".summary")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".submit", ROOT + ".store", ROOT + ".count", ROOT + ".report")
                .check(MAIN);
    }

    @Test
    void namesNoTypeOfALibrary() {
        assertThat(MAIN.stream()
                        .filter(type -> type.getModifiers().contains(PUBLIC))
                        .flatMap(ArchitectureTest::signatures)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(type -> type.getBaseComponentType().getPackageName()))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("java.")
                        || name.equals("javax.sql")
                        || name.equals("javax.net")
                        || name.isEmpty()
                        || name.matches("io\\.github\\.mtasts(\\.(?!internal)[a-z]+)*"));
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
