package io.github.mtasts.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a mebibyte that can be filled: a tmpfs, which needs root on Linux. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4_096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it, or leaves the test out and says so. */
    public static SmallDisk at(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean isMounted = runs("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
        if (!isMounted) {
            System.out.println("Left out: a test with a full disk, because no tmpfs could be mounted");
        }
        assumeTrue(isMounted, "left out: no tmpfs could be mounted, which needs root on Linux");
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Takes all of the room that there is. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            assertThat(folder.toFile().getUsableSpace())
                    .as("room left after: " + e)
                    .isZero();
        }
    }

    /** Gives the room back. */
    public void free() {
        try {
            Files.deleteIfExists(folder.resolve("filler"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(String... command) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin", command[0])) && !Files.isExecutable(Path.of("/bin", command[0]))) {
            return false;
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        assertThat(runs("umount", folder.toString())).isTrue();
    }
}
