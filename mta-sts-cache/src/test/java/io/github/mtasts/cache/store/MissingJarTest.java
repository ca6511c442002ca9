package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.name.PolicyDomain;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens stores in a separate class loader, with and without the optional jars. */
class MissingJarTest {
    @TempDir
    private Path folder;

    /** Runs in the class loader under test. */
    static final class Sqlite implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            try (PolicyStore store = SqlitePolicyStore.open(folder.resolve("policies.db"))) {
                assertThat(store.read(PolicyDomain.of("example.com"))).isNull();
            }
        }
    }

    /** Runs in the class loader under test. */
    static final class Postgres implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            PostgresPolicyStore.builder("jdbc:postgresql://localhost:1/mail?password=secret")
                    .open()
                    .close();
        }
    }

    /** Runs in the class loader under test. */
    static final class PostgresOverAPool implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            DataSource pool = (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> {
                        throw new UnsupportedOperationException(method.getName());
                    });
            PostgresPolicyStore.over(pool).open().close();
        }
    }

    /** Runs in the class loader under test. */
    static final class Redis implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            RedisPolicyStore.builder().address("localhost", 1).open().close();
        }
    }

    private void open(String store, List<String> missing, URL... instead) throws Exception {
        try (URLClassLoader loader = loaderWithout(missing, instead)) {
            Constructor<?> constructor = loader.loadClass(MissingJarTest.class.getName() + "$" + store)
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            @SuppressWarnings("unchecked") // it is one of the classes above
            Consumer<Path> opening = (Consumer<Path>) constructor.newInstance();
            opening.accept(folder);
        }
    }

    /** Loads everything itself: the class loader of the tests is not its parent. */
    private static URLClassLoader loaderWithout(List<String> artifacts, URL... instead) throws IOException {
        List<URL> kept = new ArrayList<>(List.of(instead));
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            if (artifacts.stream().anyMatch(artifact -> name.startsWith(artifact + "-"))) {
                left++;
            } else {
                kept.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("the artifacts are on the class path").isEqualTo(artifacts.size());
        return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @ParameterizedTest
    @CsvSource({
        "Sqlite, sqlite-jdbc, org.xerial:sqlite-jdbc",
        "Postgres, postgresql, org.postgresql:postgresql",
        "Postgres, HikariCP, com.zaxxer:HikariCP",
        "Redis, jedis, redis.clients:jedis"
    })
    void aMissingJarIsNamedWithTheStore(String store, String artifact, String coordinates) {
        String address = switch (store) {
            case "Sqlite" -> folder.resolve("policies.db").toString();
            case "Postgres" -> "jdbc:postgresql://localhost:1/mail";
            default -> "in Redis at localhost:1";
        };
        assertThatThrownBy(() -> open(store, List.of(artifact)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The policy store " + address + " needs " + coordinates
                        + ", which was not found: add it to the application's dependencies.");
        assertThat(folder).isEmptyDirectory();
    }

    /** Releases of Jedis before 7 have no RedisClient. */
    @Test
    void aJarThatIsTooOldIsNamedAsSuch() throws Exception {
        Path old = folder.resolve("old.jar");
        try (JarFile present = new JarFile(jar("jedis").toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(old))) {
            for (JarEntry entry : Collections.list(present.entries())) {
                if (!entry.getName().startsWith("redis/clients/jedis/RedisClient")) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    present.getInputStream(entry).transferTo(out);
                    out.closeEntry();
                }
            }
        }
        assertThatThrownBy(() -> open("Redis", List.of("jedis"), old.toUri().toURL()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "The policy store in Redis at localhost:1 needs a newer redis.clients:jedis: the one that"
                                + " was found has no redis/clients/jedis/RedisClient");
    }

    private static Path jar(String artifact) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Path.of(entry).getFileName().toString().startsWith(artifact + "-")) {
                return Path.of(entry);
            }
        }
        throw new AssertionError(artifact);
    }

    /** The driver must come from this class loader: {@code DriverManager} hides drivers of other class loaders. */
    @ParameterizedTest
    @ValueSource(strings = {"Sqlite", "Postgres", "Redis"})
    void aStoreOpensInASeparateClassLoader(String store) {
        assertThatCode(() -> open(store, List.of())).doesNotThrowAnyException();
    }

    @Test
    void aStoreOverAPoolNeedsNeitherDriverNorPool() {
        assertThatCode(() -> open("PostgresOverAPool", List.of("postgresql", "HikariCP")))
                .doesNotThrowAnyException();
    }
}
