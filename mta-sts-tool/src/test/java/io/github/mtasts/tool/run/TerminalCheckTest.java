package io.github.mtasts.tool.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalCheckTest {
    @Test
    void knowsTerminalsByTheirDevices() {
        assertThat(TerminalCheck.isTerminalDevice("/dev/pts/3")).isTrue();
        assertThat(TerminalCheck.isTerminalDevice("/dev/tty1")).isTrue();
        assertThat(TerminalCheck.isTerminalDevice("/dev/null")).isFalse();
        assertThat(TerminalCheck.isTerminalDevice("pipe:[4711]")).isFalse();
    }

    @Test
    void readsNoTerminalWhereTheTestHasNone() {
        assertThat(TerminalCheck.isTerminal(99)).isFalse();
    }
}
