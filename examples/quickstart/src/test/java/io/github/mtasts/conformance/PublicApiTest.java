package io.github.mtasts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the public API of the published modules with docs/public-api.txt, so that no package or type becomes public by
 * accident. {@code -Dapi.write=true} writes the list instead of comparing it.
 */
class PublicApiTest {
    private static final Path ROOT = Reactor.root();
    private static final Path LIST = ROOT.resolve("docs/public-api.txt");
    private static final List<String> HEADER = List.of(
            "# The public API: each exported package, and each public top-level type in it.",
            "# CONTRIBUTING.md has the command that writes this list.");
    private static final int CORE_PACKAGES = 9;

    @TempDir
    Path folder;

    @Test
    void thePublicApiIsTheOneInTheList() throws IOException {
        List<String> api = new ArrayList<>(HEADER);
        for (Path module : published()) {
            api.addAll(PublicApi.of(module).lines());
        }

        if (Boolean.getBoolean("api.write")) {
            Files.write(LIST, api);
            return;
        }
        List<String> listed = Files.readAllLines(LIST);
        assertThat(without(api, listed))
                .as("public and not in docs/public-api.txt; CONTRIBUTING.md has the command that writes the list")
                .isEmpty();
        assertThat(without(listed, api))
                .as("in docs/public-api.txt and not public; CONTRIBUTING.md has the command that writes the list")
                .isEmpty();
    }

    private static List<String> without(List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).toList();
    }

    @Test
    void coreExportsFewPackages() throws IOException {
        assertThat(PublicApi.of(ROOT.resolve("mta-sts-core")).types()).hasSizeBetween(1, CORE_PACKAGES);
    }

    @Test
    void readsPublicTopLevelTypesOfPackagesThatAreExportedToEveryone() throws IOException {
        write("module-info.java", "module m { exports a; exports b to other; }");
        write(
                "a/Seen.java",
                "package a; public final class Seen { public static final class Nested {} } class Beside {}");
        write("a/Hidden.java", "package a; interface Hidden {}");
        write("b/Qualified.java", "package b; public enum Qualified {}");
        write("c/Internal.java", "package c; public record Internal() {}");

        assertThat(PublicApi.of(folder).lines())
                .containsExactly(folder.getFileName() + " package a", folder.getFileName() + " type a.Seen");
    }

    @Test
    void readsEveryPackageOfAModuleWithoutDescriptor() throws IOException {
        write("a/First.java", "package a; public interface First {}");
        write("b/Second.java", "package b; public @interface Second {}");

        assertThat(PublicApi.of(folder).types()).containsOnlyKeys("a", "b");
    }

    /** The modules that are released: all but the examples. */
    private static List<Path> published() throws IOException {
        return Reactor.modules(ROOT).stream()
                .filter(module -> !module.startsWith(ROOT.resolve("examples")))
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("src/main/java").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
