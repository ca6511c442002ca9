package io.github.mtasts.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.dns.AddressResolver;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class path on which Maven has mixed versions of the HTTP client: the build fetches the jars into target/other-jars. */
class ClassPathTest {
    private static final String OLD_CLIENT = "okhttp-4.12.0.jar";
    private static final String OLD_BUFFERS = "okio-jvm-3.6.0.jar";
    private static final Path OTHER_JARS = Path.of("target", "other-jars");

    @Test
    void theUsualClassPathWorks() {
        assertThatCode(() -> build(classPath())).doesNotThrowAnyException();
    }

    @Test
    void aSecondClientIsRefusedWithTheNamesOfBothJars() throws Exception {
        List<Path> jars = classPath();
        jars.add(0, OTHER_JARS.resolve(OLD_CLIENT));

        assertThatThrownBy(() -> build(jars))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(OLD_CLIENT + " and " + nameOf(jars, "okhttp-jvm-"));
    }

    @Test
    void olderBuffersAreRefusedWithTheNamesOfBothJars() throws Exception {
        List<Path> jars = classPath();
        String current = nameOf(jars, "okio-jvm-");
        jars.removeIf(jar -> jar.endsWith(current));
        jars.add(OTHER_JARS.resolve(OLD_BUFFERS));

        assertThatThrownBy(() -> build(jars))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(nameOf(jars, "okhttp-jvm-") + " with " + OLD_BUFFERS);
    }

    private static List<Path> classPath() {
        List<Path> all = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path", "surefire.test.class.path")) {
            Stream.of(System.getProperty(property, "").split(File.pathSeparator, -1))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of)
                    .filter(entry -> !all.contains(entry))
                    .forEach(all::add);
        }
        if (all.stream().noneMatch(entry -> Files.exists(entry.resolve("io/github/mtasts/fetch")))) {
            all.add(Path.of("target", "classes"));
        }
        return all;
    }

    private static String nameOf(List<Path> jars, String start) {
        return jars.stream()
                .map(jar -> jar.getFileName().toString())
                .filter(name -> name.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    /** Builds a fetcher in a class loader that sees these jars and the JDK only. */
    private static void build(List<Path> jars) throws Exception {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> resolver = loader.loadClass(AddressResolver.class.getName());
            Object builder = loader.loadClass(HttpsPolicyFetcher.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            Method addresses = builder.getClass().getMethod("addresses", resolver);
            addresses.invoke(
                    builder, Proxy.newProxyInstance(loader, new Class<?>[] {resolver}, (self, method, given) -> {
                        throw new UnsupportedOperationException();
                    }));
            ((AutoCloseable) builder.getClass().getMethod("build").invoke(builder)).close();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
