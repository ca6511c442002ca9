package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Callers make an object with settings in one way only: a builder, which ends in {@code build()}. */
class BuilderTest {
    @Test
    void everyBuilderEndsInBuild() {
        assertThat(api().filter(type -> type.getSimpleName().endsWith("Builder")))
                .isNotEmpty()
                .allMatch(type -> type.tryGetMethod("build").isPresent());
    }

    @Test
    void noOtherClassIsItsOwnBuilder() {
        assertThat(api().filter(type -> !type.getSimpleName().endsWith("Builder"))
                        .flatMap(type -> type.getMethods().stream().filter(method -> isSetter(method, type))))
                .isEmpty();
    }

    private static Stream<JavaClass> api() {
        return MainCode.CLASSES.stream().filter(MainCode::isApi);
    }

    private static boolean isSetter(JavaMethod method, JavaClass type) {
        return method.getName().equals("build")
                || (method.getRawReturnType().equals(type)
                        && !method.getModifiers().contains(JavaModifier.STATIC)
                        && method.getModifiers().contains(JavaModifier.PUBLIC)
                        && method.getRawParameterTypes().size() == 1
                        && !method.getRawParameterTypes().get(0).equals(type));
    }
}
