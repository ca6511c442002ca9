package io.github.mtasts.cache;

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
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of the packages, and the types in the public API. */
class ArchitectureTest {
    private static final String ROOT = "io.github.mtasts.cache";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(MemoryPolicyCache.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    /** Stores and rules are independent of each other and of the caches. A package and its internals are one unit. */
    @ParameterizedTest
    @CsvSource({"store, rules", "rules, store"})
    void dependsOnNeitherTheOtherPackageNorTheCaches(String name, String other) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + "." + other + "..")
                .check(MAIN);
    }

    @Test
    void theCachesDependOnNoInternalsAndNotOnRules() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".store.internal", ROOT + ".rules..", "io.github.mtasts.sql")
                .check(MAIN);
    }

    @Test
    void everyPackageHasARule() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName))
                .containsOnly(ROOT, ROOT + ".rules", ROOT + ".store", ROOT + ".store.internal");
    }

    /** Users can name every type in the signatures of exported packages: it is in an exported package or in the JDK. */
    @Test
    void namesNoInternalTypeAndNoTypeOfALibrary() throws IOException {
        Set<String> exported = exportedPackages();
        assertThat(exported).contains(ROOT, "io.github.mtasts.name").doesNotContain(ROOT + ".store.internal");
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
