package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.james.filesystem.api.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoresTest {
    @TempDir
    private Path folder;

    /** James' places, of which it knows none. */
    static final class NoPlaces implements FileSystem {
        @Override
        public File getBasedir() throws FileNotFoundException {
            throw new FileNotFoundException("no base");
        }

        @Override
        public InputStream getResource(String url) throws FileNotFoundException {
            throw new FileNotFoundException(url);
        }

        @Override
        public File getFile(String url) throws FileNotFoundException {
            throw new FileNotFoundException(url);
        }
    }

    private static Throwable failure(Settings.StoreType type, String file, String url) {
        Settings.Store settings = new Settings.Store(
                type,
                file,
                url.isEmpty() ? Optional.empty() : Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                false);
        Throwable failure = catchThrowable(() -> {
            try (Stores stores = new Stores(settings, new ServerFiles(new NoPlaces()), Clock.systemUTC())) {
                stores.policies().close();
            }
        });
        assertThat(failure).isInstanceOf(OptionException.class);
        return failure;
    }

    @Test
    void namesTheFileThatCannotBeOpened() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no database");
        for (String file : new String[] {
            folder.toString(), text.resolve("below.db").toString(), "file://nowhere/policies.db", "bad\0name"
        }) {
            assertThat(failure(Settings.StoreType.SQLITE, file, "")).hasMessageContaining("store.file");
        }
    }

    /** The log of James' start has the causes, too. */
    @ParameterizedTest
    @CsvSource({
        "REDIS, redis://:hidden word@redis.example.com",
        "REDIS, gopher://:hidden@redis.example.com",
        "POSTGRESQL, jdbc:postgresql://db.example.com:port/james?password=hidden",
        "POSTGRESQL, jdbc:mysql://db.example.com/james?password=hidden",
    })
    void showsNoPasswordOfAUrlThatCannotBeUsed(Settings.StoreType type, String url) {
        Throwable failure = failure(type, "", url);
        assertThat(failure).hasMessageContaining("store.url");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hidden");
        }
    }
}
