package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What callers see is made of the JDK's types and our own. A library that appears in a signature could never be
 * replaced, and its major versions would be ours.
 */
class ApiSignatureTest {
    @Test
    void namesNoTypeOfALibraryAndNoInternalType() {
        assertThat(MainCode.CLASSES.stream().filter(MainCode::isApi).flatMap(ApiSignatureTest::strangers))
                .isEmpty();
    }

    private static Stream<String> strangers(JavaClass api) {
        Stream<String> types = Stream.concat(api.getSuperclass().stream(), api.getInterfaces().stream())
                .flatMap(type -> strangers(type, api.getName()));
        Stream<String> members = api.getMembers().stream()
                .filter(ApiSignatureTest::isVisible)
                .flatMap(member -> signature(member).flatMap(type -> strangers(type, member.getFullName())));
        return Stream.concat(types, members);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        Stream<JavaType> bounds = unit.getTypeParameters().stream().flatMap(each -> each.getUpperBounds().stream());
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream(),
                        bounds)
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
                || name.startsWith("javax.net")
                || MainCode.EXPORTED.contains(name);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        boolean open = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return open && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
