package io.github.mtasts.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs of one server: unpacked below a folder, or installed.
 *
 * @param software the server
 * @param root the folder of the unpacked packages; empty when the programs are installed
 */
record Programs(Software software, Path root) {
    private static final List<String> FOLDERS = List.of("usr/sbin", "usr/bin", "sbin", "bin");

    /** Where a program is inside a sandbox. */
    String inSandbox(String program) {
        String unpacked = locate(root, program);
        return unpacked == null ? "/" + locate(Path.of("/"), program) : "/mnt/root/" + unpacked;
    }

    /** Where a file of the packages is inside a sandbox. */
    String file(String path) {
        return (Files.exists(root.resolve(path)) ? "/mnt/root/" : "/") + path;
    }

    /** The folders with unpacked libraries, for the dynamic linker inside a sandbox. */
    String libraries() {
        try (Stream<Path> files = Files.walk(root)) {
            TreeSet<String> folders = new TreeSet<>(Comparator.naturalOrder());
            files.filter(file -> file.getFileName().toString().contains(".so"))
                    .forEach(file -> folders.add("/mnt/root/" + root.relativize(file.getParent())));
            return String.join(":", folders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this machine has every program of a server installed. */
    static boolean areInstalled(Software software) {
        return software.programs().stream().allMatch(program -> locate(Path.of("/"), program) != null);
    }

    /** Whether a folder has every program of a server. */
    boolean areComplete() {
        return software.programs().stream().allMatch(program -> locate(root, program) != null);
    }

    private static @Nullable String locate(Path root, String program) {
        return FOLDERS.stream()
                .map(folder -> folder + "/" + program)
                .filter(path -> Files.isExecutable(root.resolve(path)))
                .findFirst()
                .orElse(null);
    }
}
