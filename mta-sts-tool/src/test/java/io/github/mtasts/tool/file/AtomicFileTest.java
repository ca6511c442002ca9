package io.github.mtasts.tool.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private long entries() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void replacesAFileAndLeavesNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("page.html"), "old");

        AtomicFile.write(file, "new".getBytes(UTF_8));

        assertThat(file).hasContent("new");
        assertThat(entries()).isEqualTo(1);
    }

    /** Such as /dev/stdout, which root could replace. */
    @Test
    void replacesNothingThatIsNoFile() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("stdout"), target);

        assertThatThrownBy(() -> AtomicFile.write(link, "new".getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is there and is no file");
        assertThatThrownBy(() -> AtomicFile.writeSecret(folder, "new".getBytes(UTF_8)))
                .hasMessageContaining("is there and is no file");

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("old");
        assertThat(entries()).isEqualTo(2);
    }
}
