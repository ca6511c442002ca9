package io.github.mtasts.tool.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x07, 0x08, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0x9b, 0x200b, 0x202e, 0x2028, 0xe0001, 0xd800})
    void replacesWhatATerminalWouldActOnOrHide(int codePoint) {
        String text = codePoint == 0xd800 ? "\ud800" : Character.toString(codePoint);

        assertThat(SafeText.line("a" + text + "b")).isEqualTo("a?b");
    }

    @Test
    void keepsLettersOfEveryScript() {
        assertThat(SafeText.line("Grüße, 日本 <&>")).isEqualTo("Grüße, 日本 <&>");
    }

    @Test
    void breaksLinesAtSpacesAndKeepsLongWords() {
        String word = "x".repeat(90);

        assertThat(Wrapped.lines("a ".repeat(60) + word, 4))
                .allMatch(line -> line.startsWith("    "))
                .anyMatch(line -> line.strip().equals(word));
    }
}
