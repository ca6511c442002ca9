package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is in the jar that administrators install: case 16. */
class JarTest {
    private static final String OURS = "io/github/mtasts/";

    private static Set<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> names = new TreeSet<>();
            file.stream()
                    .filter(one -> !one.isDirectory())
                    .map(JarEntry::getName)
                    .forEach(names::add);
            return names;
        }
    }

    @Test
    void hasClassesOfItsOwnOrRelocatedAndThoseOfSqliteOnly() throws Exception {
        Set<String> entries = entries(Classes.plugin());
        assertThat(entries).anyMatch(name -> name.startsWith(OURS + "james/MtaStsRemoteDelivery"));
        assertThat(entries)
                .filteredOn(name -> name.endsWith(".class") && !name.startsWith("META-INF/versions/"))
                .allMatch(name -> name.startsWith(OURS) || name.startsWith("org/sqlite/"));
        assertThat(entries)
                .filteredOn(name -> name.startsWith("META-INF/versions/") && name.endsWith(".class"))
                .allMatch(name ->
                        name.matches("META-INF/versions/\\d+/(io/github/mtasts|org/sqlite)/.*|.*module-info.class"));
        assertThat(entries)
                .noneMatch(name -> name.startsWith("META-INF/services/java.net.spi.")
                        || name.startsWith("META-INF/services/sun.net.spi."));
    }

    @Test
    void hasNoPackageThatJamesHas() throws Exception {
        Set<String> packages = new HashSet<>();
        for (String jar : Classes.james()) {
            entries(Path.of(jar)).forEach(name -> packages.add(packageOf(name)));
        }
        packages.remove("");
        assertThat(entries(Classes.plugin()))
                .filteredOn(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .noneMatch(name -> packages.contains(packageOf(name)));
    }

    private static String packageOf(String name) {
        int slash = name.lastIndexOf('/');
        return name.endsWith(".class") && slash > 0 ? name.substring(0, slash) : "";
    }

    /** Nothing but the JDK and James beside it: so nothing of this build is found by accident. */
    @Test
    void loadsInAClassLoaderOfItsOwn() throws Exception {
        List<URL> urls = new java.util.ArrayList<>();
        urls.add(Classes.plugin().toUri().toURL());
        for (String jar : Classes.james()) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            for (String name : entries(Classes.plugin())) {
                if (name.matches(OURS + "(james/)?[A-Z]\\w*\\.class")) {
                    String className =
                            name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    Class<?> loaded = Class.forName(className, true, loader);
                    assertThat(loaded.getDeclaredMethods()).isNotNull();
                }
            }
            // The native part of SQLite finds its classes by their names.
            Driver driver = (Driver)
                    loader.loadClass("org.sqlite.JDBC").getDeclaredConstructor().newInstance();
            try (Connection connection = driver.connect("jdbc:sqlite::memory:", new Properties())) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }
}
