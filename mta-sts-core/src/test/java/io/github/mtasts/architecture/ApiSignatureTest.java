package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Public signatures name types of the JDK and of exported packages only. A library that appears in a signature could never
 * be replaced, and its major versions would be ours; a type of a package that is not exported cannot be used by a caller.
 */
class ApiSignatureTest {
    @Test
    void namesNoTypeOfALibraryAndNoInternalType() {
        assertThat(MainCode.CLASSES.stream().filter(MainCode::isApi).flatMap(ApiSignatureTest::strangers))
                .isEmpty();
    }

    @Test
    void seesEveryPlaceInASignature() {
        JavaClasses places = new ClassFileImporter()
                .importClasses(
                        Places.Bound.class,
                        Places.Component.class,
                        Places.Nested.Inner.class,
                        Places.Parent.class,
                        Places.Methods.class);
        assertThat(places.stream().flatMap(ApiSignatureTest::strangers))
                .allMatch(stranger -> stranger.endsWith(Hidden.class.getName()))
                .extracting(stranger ->
                        stranger.substring(0, stranger.indexOf(" names ")).replaceAll(".*\\$", ""))
                .containsOnly(
                        "Bound",
                        "Component.<init>(java.util.List)",
                        "Component.hidden()",
                        "Inner.field",
                        "Parent",
                        "Methods.array()",
                        "Methods.bound(java.lang.Comparable)",
                        "Methods.wildcard(java.util.List)",
                        "Methods.throwing()");
    }

    /** Stands for a type of a package that is not exported. */
    static final class Hidden extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** One class for each place in a signature that can name a type. */
    static final class Places {
        private Places() {}

        interface Bound<T extends Hidden> {}

        public record Component(List<Hidden> hidden) {}

        static final class Nested {
            private Nested() {}

            public static final class Inner {
                public final Hidden[] field = {};
            }
        }

        abstract static class Parent implements Supplier<Hidden> {}

        abstract static class Methods {
            public abstract Hidden[] array();

            public abstract <T extends Comparable<Hidden>> void bound(T value);

            public abstract void wildcard(List<? super Hidden> values);

            public abstract void throwing() throws Hidden;
        }
    }

    private static Stream<String> strangers(JavaClass api) {
        Stream<JavaType> parents = Stream.concat(api.getSuperclass().stream(), api.getInterfaces().stream());
        Stream<String> types =
                Stream.concat(parents, bounds(api.getTypeParameters())).flatMap(type -> strangers(type, api.getName()));
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
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream(),
                        bounds(unit.getTypeParameters()))
                .flatMap(each -> each);
    }

    private static Stream<JavaType> bounds(List<? extends JavaTypeVariable<?>> parameters) {
        return parameters.stream().flatMap(each -> each.getUpperBounds().stream());
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
