package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** What the command line never sends. */
final class ControlClientProbe {
    private ControlClientProbe() {}

    static void unknownCommandIsRefused(Path socket) throws IOException {
        StringWriter err = new StringWriter();
        ControlClient client =
                new ControlClient(socket, false, new PrintWriter(new StringWriter()), new PrintWriter(err));

        assertThat(client.run("nonsense")).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(err.toString()).contains("this service knows query, dump");
    }
}
