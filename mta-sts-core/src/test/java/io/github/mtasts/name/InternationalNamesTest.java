package io.github.mtasts.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** U-labels with ICU4J on the class path, and without it. */
class InternationalNamesTest {
    private static final String SHARP_S = "fa\u00df.example";

    @Test
    void withTheLibraryNamesAreConvertedByIdna2008() {
        assertThat(ULabels.areIdna2008()).isTrue();
        assertThat(PolicyDomain.of(SHARP_S).name()).isEqualTo("xn--fa-hia.example");
        assertThatThrownBy(() -> PolicyDomain.of("a\u200db.example"))
                .hasMessageContaining("its U-labels are not valid by IDNA 2008");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa\u00df.example", "\u03b2\u03c2.example", "\u0a8e\u200d.example"})
    void withoutTheLibraryNamesBeyondIdna2003AreRefusedWithItsCoordinates(String name) throws Exception {
        try (URLClassLoader loader = withoutLibrary()) {
            assertThatThrownBy(() -> of(loader, name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("com.ibm.icu:icu4j")
                    .hasMessageContaining("A-labels");
        }
    }

    @Test
    void withoutTheLibraryALabelsAndNamesOfIdna2003Work() throws Exception {
        try (URLClassLoader loader = withoutLibrary()) {
            assertThat(of(loader, "b\u00fccher.example")).isEqualTo("xn--bcher-kva.example");
            assertThat(of(loader, "xn--fa-hia.example")).isEqualTo("xn--fa-hia.example");
        }
    }

    /** With every character that IDNA 2003 knows: a different name would be another domain, whose policy would be applied. */
    @Test
    void withoutTheLibraryNoNameIsDifferent() throws Exception {
        List<String> different = new ArrayList<>();
        try (URLClassLoader loader = withoutLibrary()) {
            Method parse = loader.loadClass(PolicyDomain.class.getName()).getMethod("parse", String.class);
            IntStream characters = IntStream.of(0x80, 0x3400, 0xa000, 0xac00, 0xf900, 0x1d400, 0x2f800)
                    .flatMap(start -> IntStream.range(start, lastOf(start)));
            for (int c : characters.toArray()) {
                String text = "a" + Character.toString(c) + "b.example";
                Optional<?> jdk = (Optional<?>) parse.invoke(null, text);
                Optional<String> icu = PolicyDomain.parse(text).map(PolicyDomain::name);
                if (jdk.isPresent() && icu.isPresent() && !jdk.get().toString().equals(icu.get())) {
                    different.add("U+" + Integer.toHexString(c) + " " + jdk.get() + " " + icu.get());
                }
            }
        }
        assertThat(different).isEmpty();
    }

    /** Of ideographs and syllables, which are thousands alike, a few. */
    private static int lastOf(int start) {
        return switch (start) {
            case 0x80 -> 0x3400;
            case 0xf900 -> 0x10000;
            case 0x2f800 -> 0x2fa20;
            default -> start + 0x100;
        };
    }

    /** A jar that was shrunk or repackaged without data: only the names that need the library are lost. */
    @ParameterizedTest
    @ValueSource(strings = {"", "uts46.nrm", "ubidi.icu", "uprops.icu"})
    void aLibraryWithoutItsDataIsAsNone(String missing) throws Exception {
        try (URLClassLoader loader = withLibraryWithout(missing)) {
            assertThat(of(loader, "b\u00fccher.example")).isEqualTo("xn--bcher-kva.example");
            assertThat(of(loader, "example.com")).isEqualTo("example.com");
            assertThatThrownBy(() -> of(loader, SHARP_S)).hasMessageContaining("com.ibm.icu:icu4j");
        }
    }

    private static URLClassLoader withLibraryWithout(String data) throws Exception {
        return new URLClassLoader(classPath(entry -> true), ClassLoader.getPlatformClassLoader()) {
            @Override
            public @Nullable URL getResource(String name) {
                return name.contains("com/ibm/icu/impl/data") && name.endsWith(data) ? null : super.getResource(name);
            }
        };
    }

    private static String of(ClassLoader loader, String name) throws Exception {
        try {
            return loader.loadClass(PolicyDomain.class.getName())
                    .getMethod("of", String.class)
                    .invoke(null, name)
                    .toString();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static URLClassLoader withoutLibrary() throws Exception {
        return new URLClassLoader(classPath(entry -> !entry.contains("icu4j")), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath(Predicate<String> wanted) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path", "surefire.test.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty() && wanted.test(entry)) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            }
        }
        Path classes = Path.of("target", "classes");
        if (Files.isDirectory(classes)) {
            urls.add(classes.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
