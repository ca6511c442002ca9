package io.github.mtasts.tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens report stores in a separate class loader, with and without the optional jars. */
class MissingJarTest {
    @TempDir
    private Path folder;

    /** Runs in the class loader under test. */
    static final class Sqlite implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            SqliteReportStore.open(folder.resolve("reports.db")).close();
        }
    }

    /** Runs in the class loader under test. */
    static final class Postgres implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            PostgresReportStore.builder("jdbc:postgresql://localhost:1/mail")
                    .open()
                    .close();
        }
    }

    private void open(String store, String missing) throws Exception {
        try (URLClassLoader loader = loaderWithout(missing)) {
            Constructor<?> constructor = loader.loadClass(MissingJarTest.class.getName() + "$" + store)
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            @SuppressWarnings("unchecked") // it is one of the classes above
            Consumer<Path> opening = (Consumer<Path>) constructor.newInstance();
            opening.accept(folder);
        }
    }

    /** Loads everything itself: the class loader of the tests is not its parent. */
    private static URLClassLoader loaderWithout(String artifact) throws IOException {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        List<URL> kept = new ArrayList<>();
        for (String entry : entries) {
            if (artifact.isEmpty() || !Path.of(entry).getFileName().toString().startsWith(artifact + "-")) {
                kept.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(kept).as("the artifact is on the class path").hasSize(entries.length - (artifact.isEmpty() ? 0 : 1));
        return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @ParameterizedTest
    @CsvSource({
        "Sqlite, sqlite-jdbc, org.xerial:sqlite-jdbc",
        "Postgres, postgresql, org.postgresql:postgresql",
        "Postgres, HikariCP, com.zaxxer:HikariCP"
    })
    void aMissingJarIsNamedWithTheStore(String store, String artifact, String coordinates) {
        assertThatThrownBy(() -> open(store, artifact))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The report store ")
                .hasMessageContaining(" needs " + coordinates + ", ");
        assertThat(folder).isEmptyDirectory();
    }

    /** The driver must come from this class loader: {@code DriverManager} hides drivers of other class loaders. */
    @ParameterizedTest
    @ValueSource(strings = {"Sqlite", "Postgres"})
    void aStoreOpensInASeparateClassLoader(String store) {
        assertThatCode(() -> open(store, "")).doesNotThrowAnyException();
    }
}
