package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as an administrator puts it into {@code extensions-jars}. */
class ExtensionJarTest {
    private static final Path JAR =
            Path.of(System.getProperty("james.plugin", "")).toAbsolutePath();

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }

    @Test
    void hasOnlyOwnAndRelocatedPackagesAndSqlite() throws IOException {
        Set<String> foreign = entries().stream()
                .filter(name -> name.endsWith(".class"))
                .filter(name -> !name.startsWith("io/github/mtasts/") && !name.startsWith("org/sqlite/"))
                .map(name -> name.substring(0, Math.max(name.lastIndexOf('/'), 0)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(foreign).isEmpty();
    }

    @Test
    void hasNothingOutsideItsPackagesButWhatIsNamedHere() throws IOException {
        assertThat(entries().stream()
                        .filter(name -> !name.startsWith("io/github/mtasts/") && !name.startsWith("org/sqlite/"))
                        .filter(name -> !name.startsWith("META-INF/services/"))
                        .toList())
                .allMatch(
                        name -> name.equals("META-INF/MANIFEST.MF")
                                || name.startsWith("META-INF/LICENSE")
                                || name.startsWith("META-INF/NOTICE")
                                || name.matches("META-INF/[A-Za-z-]+-LICENSE")
                                || name.equals("sqlite-jdbc.properties")
                                || name.startsWith("META-INF/licenses/"),
                        "is expected");
    }

    @Test
    void takesOverNoServiceOfTheJvm() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<JarEntry> services = jar.stream()
                    .filter(entry -> entry.getName().startsWith("META-INF/services/") && !entry.isDirectory())
                    .toList();
            assertThat(services)
                    .extracting(JarEntry::getName)
                    .allMatch(
                            name -> name.equals("META-INF/services/java.sql.Driver")
                                    || name.startsWith("META-INF/services/io.github.mtasts."),
                            "is expected");
            for (JarEntry service : services) {
                try (InputStream in = jar.getInputStream(service)) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                            .allMatch(line -> line.isBlank()
                                    || line.startsWith("#")
                                    || line.startsWith("io.github.mtasts.")
                                    || line.startsWith("org.sqlite."));
                }
            }
        }
    }

    @Test
    void hasTheClassesThatTheConfigurationNames() throws IOException {
        assertThat(entries())
                .contains(
                        "io/github/mtasts/james/MtaStsRemoteDelivery.class",
                        "io/github/mtasts/james/MtaStsModule.class",
                        "io/github/mtasts/james/MtaStsStartable.class",
                        "io/github/mtasts/james/MtaStsHealthCheck.class");
    }

    /** Only the platform, and slf4j, which James has: DriverManager finds no driver here, and the library must. */
    @Test
    void opensItsStoresInABareClassLoader(@TempDir Path folder) throws Exception {
        URL slf4j = org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader bare =
                new URLClassLoader(new URL[] {JAR.toUri().toURL(), slf4j}, ClassLoader.getPlatformClassLoader())) {
            assertThat(bare.loadClass("org.sqlite.JDBC").getClassLoader()).isSameAs(bare);
            Class<?> sqlite = bare.loadClass("io.github.mtasts.cache.store.SqlitePolicyStore");
            Object store = sqlite.getMethod("open", Path.class).invoke(null, folder.resolve("policies.db"));
            assertThat(folder.resolve("policies.db")).exists();
            ((AutoCloseable) store).close();
            assertThat(postgresAccepts(bare)).isTrue();
            assertThat(bare.loadClass("io.github.mtasts.james.shaded.redis.jedis.RedisClient"))
                    .isNotNull();
        }
    }

    /** A server that is down is no error of the builder: a driver that is not found is. */
    private static boolean postgresAccepts(ClassLoader loader) throws Exception {
        Class<?> postgres = loader.loadClass("io.github.mtasts.cache.store.PostgresPolicyStore");
        Object builder = postgres.getMethod("builder", String.class).invoke(null, "jdbc:postgresql://127.0.0.1:1/none");
        Method open = builder.getClass().getMethod("open");
        try {
            ((AutoCloseable) open.invoke(builder)).close();
            return true;
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause()).startsWith("io.github.mtasts.failure.StoreException");
        }
    }

    @Test
    void asksTheDnsAndFetchesInABareClassLoader() throws Exception {
        URL slf4j = org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader bare =
                new URLClassLoader(new URL[] {JAR.toUri().toURL(), slf4j}, ClassLoader.getPlatformClassLoader())) {
            ((AutoCloseable) build(bare, "io.github.mtasts.dns.DnssecResolver")).close();
            Object dns = build(bare, "io.github.mtasts.dns.DnsResolver");
            try (AutoCloseable closing = (AutoCloseable) dns) {
                assertThat(closing).isNotNull();
                Object library = bare.loadClass("io.github.mtasts.MtaSts")
                        .getMethod("builder")
                        .invoke(null);
                library.getClass().getMethod("dns", dns.getClass()).invoke(library, dns);
                Object cache = bare.loadClass("io.github.mtasts.cache.MemoryPolicyCache")
                        .getMethod("create")
                        .invoke(null);
                library.getClass()
                        .getMethod("cache", bare.loadClass("io.github.mtasts.resolution.PolicyCache"))
                        .invoke(library, cache);
                try (AutoCloseable mtaSts =
                        (AutoCloseable) library.getClass().getMethod("build").invoke(library)) {
                    assertThat(mtaSts).isNotNull();
                }
            }
        }
    }

    private static Object build(ClassLoader loader, String type) throws ReflectiveOperationException {
        Object builder = loader.loadClass(type).getMethod("builder").invoke(null);
        return builder.getClass().getMethod("build").invoke(builder);
    }
}
