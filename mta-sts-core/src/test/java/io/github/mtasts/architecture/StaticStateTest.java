package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * No static state can change, so that two libraries in one process are independent. Types that are not listed here count as
 * mutable.
 */
class StaticStateTest {
    private static final Set<String> IMMUTABLE = Set.of(
            "java.lang.String",
            "java.util.regex.Pattern",
            "org.slf4j.Logger",
            "okhttp3.ConnectionSpec",
            "okhttp3.MediaType");

    @Test
    void noStaticFieldCanChange() {
        assertThat(MainCode.CLASSES.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> has(field, JavaModifier.STATIC) && !has(field, JavaModifier.SYNTHETIC))
                        .filter(field -> !has(field, JavaModifier.FINAL) || !holdsConstant(field))
                        .map(JavaField::getFullName))
                .isEmpty();
    }

    private static boolean holdsConstant(JavaField field) {
        JavaClass type = field.getRawType();
        if (type.isArray()) {
            return has(field, JavaModifier.PRIVATE); // an array that never leaves its class
        }
        if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
            return valueOf(field).getClass().getName().startsWith("java.util.ImmutableCollections$");
        }
        return type.isPrimitive()
                || type.isEnum()
                || type.getPackageName().equals("java.time")
                || type.getPackageName().equals("java.time.format")
                || IMMUTABLE.contains(type.getName())
                || (type.getPackageName().startsWith(MainCode.ROOT) && isImmutable(valueOf(field)));
    }

    /** Shallow: a record of collections must have copied them, which its own tests show. */
    private static boolean isImmutable(Object value) {
        return MainCode.CLASSES.get(value.getClass()).getAllFields().stream()
                .allMatch(field -> has(field, JavaModifier.FINAL));
    }

    private static Object valueOf(JavaField field) {
        try {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            return reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field.getFullName(), e);
        }
    }

    private static boolean has(JavaField field, JavaModifier modifier) {
        return field.getModifiers().contains(modifier);
    }
}
