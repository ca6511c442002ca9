package io.github.mtasts.james.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** What James' process loads: James' own class path, the plugin's jar, and jars of the tests' own classes. */
final class Classes {
    private Classes() {}

    /** James and what it depends on, in its own versions, which are not those of this build. */
    static List<String> james() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("james.classpath"))).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    static Path plugin() {
        Path jar = Path.of(System.getProperty("james.plugin"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there: package the module first");
        }
        return jar;
    }

    /** Packs one package of the tests. */
    static void pack(String subPackage, Path jar) throws IOException {
        Path root = testClasses();
        Path folder =
                root.resolve(Classes.class.getPackageName().replace('.', '/')).resolve(subPackage);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(root.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }

    private static Path testClasses() {
        try {
            return Path.of(Classes.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
