package io.github.mtasts.tool.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a stream of this process is a terminal. Java 17 itself knows only whether standard input and output both are. On Linux the
 * kernel says it; elsewhere the script that starts the command does.
 */
final class TerminalCheck {
    /** Set by the script: the numbers of the streams that are terminals. */
    private static final String PROPERTY = "mtasts.terminals";

    private TerminalCheck() {}

    static boolean isTerminal(int descriptor) {
        String said = System.getProperty(PROPERTY);
        if (said != null) {
            return said.contains(String.valueOf(descriptor));
        }
        try {
            return isTerminalDevice(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString());
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a wrong guess in the other direction would write escapes to a file
        }
    }

    static boolean isTerminalDevice(String device) {
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
    }
}
