package io.github.mtasts.tool.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatIsWrongWithAFileInASentence() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xe4});

        assertThat(Errors.reason(catchThrowable(() -> Files.newDirectoryStream(file))))
                .isEqualTo(file + " is not a folder");
        assertThat(Errors.reason(catchThrowable(() -> Files.createDirectories(file))))
                .isEqualTo(file + " is there already, and is no folder");
        assertThat(Errors.reason(catchThrowable(() -> Files.readString(folder.resolve("none")))))
                .isEqualTo(folder.resolve("none") + " does not exist");
        assertThat(Errors.reason(catchThrowable(() -> Files.readString(file)))).isEqualTo("a text is not in UTF-8");
    }
}
