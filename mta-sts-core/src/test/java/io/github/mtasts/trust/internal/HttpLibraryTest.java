package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Jars of the HTTP client that do not fit together are found and named before anything depends on them. */
class HttpLibraryTest {
    private static final String NEEDED = "okio/RealBufferedSource.class";

    @TempDir
    private Path folder;

    private Path client;
    private Path buffers;

    @BeforeEach
    void find() throws Exception {
        client = location(OkHttpClient.class);
        buffers = location(Class.forName("okio.Buffer"));
    }

    @Test
    void jarsThatFitPass() throws Exception {
        HttpLibrary.check();
        check(client, buffers);
    }

    @Test
    void anInterruptedThreadIsNoProof() {
        Thread.currentThread().interrupt();
        HttpLibrary.check();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theOnesThatDoNotFitAreNamed() throws Exception {
        Path broken = copy(buffers, "okio-0.jar", true);
        assertThatThrownBy(() -> check(client, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(LinkageError.class)
                .hasMessageContaining(", " + client.getFileName() + " with okio-0.jar: keep okhttp-jvm");
    }

    @Test
    void soAreTwoOfAKind() throws Exception {
        Path broken = copy(buffers, "okio-0.jar", true);
        Path other = copy(client, "okhttp-0.jar", false);
        assertThatThrownBy(() -> check(client, broken, buffers))
                .hasMessageContaining(", okio-0.jar and " + buffers.getFileName() + ": keep okhttp-jvm");
        assertThatThrownBy(() -> check(client, other, broken))
                .hasMessageContaining(", " + client.getFileName() + " and okhttp-0.jar: keep okhttp-jvm");
    }

    /** Checks in a class loader of its own, with these jars. */
    private static void check(Path... jars) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        for (Class<?> needed : List.of(HttpLibrary.class, Class.forName("kotlin.Unit"), Logger.class)) {
            urls.add(location(needed).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            loader.loadClass(HttpLibrary.class.getName()).getMethod("check").invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IllegalStateException found ? found : e;
        }
    }

    private static Path location(Class<?> type) throws Exception {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(place);
    }

    /** Copies a jar; breaks a class in it that each request needs. */
    private Path copy(Path jar, String name, boolean breaks) throws IOException {
        Path copy = folder.resolve(name);
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                if (!breaks || !entry.getName().equals(NEEDED)) {
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return copy;
    }
}
