package io.github.mtasts.cache;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No type of a library appears in what callers see, so that it can be replaced. */
class ApiSignatureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(MemoryPolicyCache.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void namesNoTypeOfALibrary() {
        assertThat(MAIN.stream()
                        .filter(type -> type.getModifiers().contains(PUBLIC))
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .flatMap(ApiSignatureTest::signatures)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(type -> type.getBaseComponentType().getPackageName()))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("java.")
                        || name.equals("javax.sql")
                        || name.matches("io\\.github\\.mtasts(\\.(?!internal)[a-z]+)*"));
    }

    private static Stream<JavaType> signatures(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(),
                        type.getInterfaces().stream(),
                        type.getMembers().stream()
                                .filter(ApiSignatureTest::isVisible)
                                .flatMap(ApiSignatureTest::types))
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
