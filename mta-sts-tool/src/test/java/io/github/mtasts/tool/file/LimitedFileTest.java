package io.github.mtasts.tool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitedFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("file"), "ä12345");
    }

    @Test
    void readsFilesUpToTheirLimit() throws IOException {
        assertThat(LimitedFile.beginning(file, 3)).hasSize(3);
        assertThat(LimitedFile.whole(file, 7)).isEqualTo(Files.readAllBytes(file));
        assertThat(LimitedFile.text(file, 7)).isEqualTo("ä12345");
        assertThat(LimitedFile.textOfAnyKind(file, 7)).isEqualTo("ä12345");
    }

    @Test
    void refusesLargerOnesByName() {
        String sentence = file + " has more than 6 octets, the most that is read of such a file";

        assertThatThrownBy(() -> LimitedFile.whole(file, 6)).hasMessage(sentence);
        assertThatThrownBy(() -> LimitedFile.text(file, 6)).hasMessage(sentence);
        assertThatThrownBy(() -> LimitedFile.textOfAnyKind(file, 6)).hasMessage(sentence);
    }

    @Test
    void refusesWhatIsNotInUtf8AndWhatIsNotThere() throws IOException {
        Files.write(file, new byte[] {(byte) 0xe4});

        assertThatThrownBy(() -> LimitedFile.text(file, 7)).isInstanceOf(CharacterCodingException.class);
        assertThatThrownBy(() -> LimitedFile.textOfAnyKind(file, 7)).isInstanceOf(CharacterCodingException.class);
        assertThatThrownBy(() -> LimitedFile.whole(folder.resolve("gone"), 7)).isInstanceOf(NoSuchFileException.class);
    }

    /** A pipe that nobody writes to would be waited for. */
    @Test
    void waitsForNoPipe() throws Exception {
        Path pipe = pipe();

        assertThatThrownBy(() -> LimitedFile.beginning(pipe, 7)).hasMessage(pipe + " is no regular file");
        assertThatThrownBy(() -> LimitedFile.whole(pipe, 7)).hasMessage(pipe + " is no regular file");
        assertThatThrownBy(() -> LimitedFile.text(pipe, 7)).hasMessage(pipe + " is no regular file");
    }

    /** As a shell does with {@code --config <(program)}. */
    @Test
    void takesAPipeBeforeTheStart() throws Exception {
        Path pipe = pipe();
        Process writer = new ProcessBuilder("sh", "-c", "printf text > \"$0\"", pipe.toString()).start();

        assertThat(LimitedFile.textOfAnyKind(pipe, 7)).isEqualTo("text");
        assertThat(writer.waitFor()).isZero();
    }

    private Path pipe() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "left out: there is no mkfifo");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        return pipe;
    }
}
