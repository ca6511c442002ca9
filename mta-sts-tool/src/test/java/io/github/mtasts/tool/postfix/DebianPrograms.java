package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.DebianPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs of a Debian package: installed, or unpacked below a folder.
 *
 * @param root the folder that stands for the root of the file system
 */
record DebianPrograms(Path root) {
    private static final Path INSTALLED = Path.of("/");
    private static final String POSTMAP = "usr/sbin/postmap";
    static final String EXIM = "usr/sbin/exim4";

    /**
     * The installed Postfix, the one of {@code -Dmtasts.postfix=<folder>}, or Debian's package, which is downloaded.
     *
     * @return empty, with a line of output, where there is none of them
     */
    static Optional<DebianPrograms> postfix() throws IOException, InterruptedException {
        String named = System.getProperty("mtasts.postfix", "");
        Optional<Path> present = Stream.of(INSTALLED, Path.of(named).toAbsolutePath())
                .filter(each -> Files.isExecutable(each.resolve(POSTMAP)))
                .findFirst();
        return (present.isPresent() ? present : DebianPackage.unpacked("postfix", POSTMAP)).map(DebianPrograms::new);
    }

    /** The installed Exim, or Debian's package with GnuTLS, which is downloaded; empty, with a line of output, without either. */
    static Optional<DebianPrograms> exim() throws IOException, InterruptedException {
        Optional<Path> root = Files.isExecutable(INSTALLED.resolve(EXIM))
                ? Optional.of(INSTALLED)
                : DebianPackage.unpacked("exim4-daemon-light", EXIM);
        return root.map(DebianPrograms::new);
    }

    /** A file or folder of the package. */
    Path file(String path) {
        return root.resolve(path);
    }

    /** Where a file of the package is when the root is mounted at a folder. */
    String fileAt(String mount, String path) {
        return (root.equals(INSTALLED) ? "/" : mount + "/") + path;
    }

    /** The folders with unpacked libraries, for the dynamic linker, when the root is mounted at a folder. */
    String librariesAt(String mount) {
        if (root.equals(INSTALLED)) {
            return "";
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(each -> each.getFileName().toString().contains(".so"))
                    .map(each -> mount + "/" + root.relativize(each.getParent()))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
