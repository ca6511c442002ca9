package io.github.mtasts.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.testkit.TestNetwork;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A build that uses the lab sees the packages that the lab and the test kit export, and JUnit; nothing else. */
class ApiSignatureTest {
    private static final Set<String> LAB = exportedBeside(Sender.class);
    private static final Set<String> TEST_KIT = exportedBeside(TestNetwork.class);

    private static Set<String> exportedBeside(Class<?> type) {
        try {
            Path root = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(root).findAll().stream()
                    .flatMap(module -> module.descriptor().exports().stream())
                    .filter(exports -> !exports.isQualified())
                    .map(exports -> exports.source())
                    .collect(Collectors.toSet());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesNoInternalTypeAndNoTypeOfALibraryButJUnit() {
        assertThat(LAB).contains("io.github.mtasts.lab", "io.github.mtasts.lab.junit");
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(LAB);
        assertThat(classes.stream()
                        .filter(type -> LAB.contains(type.getPackageName()) && isOpen(type.getModifiers()))
                        .flatMap(ApiSignatureTest::strangers))
                .isEmpty();
    }

    private static Stream<String> strangers(JavaClass api) {
        Stream<JavaType> supertypes = Stream.concat(api.getSuperclass().stream(), api.getInterfaces().stream());
        Stream<String> members = api.getMembers().stream()
                .filter(member -> isOpen(member.getModifiers()))
                .flatMap(member -> signature(member).flatMap(type -> strangers(type, member.getFullName())));
        return Stream.concat(supertypes.flatMap(type -> strangers(type, api.getName())), members);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream(),
                        unit.getTypeParameters().stream().flatMap(each -> each.getUpperBounds().stream()))
                .flatMap(each -> each);
    }

    private static Stream<String> strangers(JavaType type, String where) {
        return type.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .filter(each -> !isAllowed(each))
                .map(each -> where + " names " + each.getName());
    }

    private static boolean isAllowed(JavaClass type) {
        String name = type.getPackageName();
        return type.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("org.junit.jupiter.api")
                || LAB.contains(name)
                || TEST_KIT.contains(name);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        boolean open = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return open && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
