package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.terminal.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends a command to the running service, and prints what it answers. Not thread-safe. */
final class ControlClient {
    private final Path socket;
    private final boolean asJson;
    private final PrintWriter out;
    private final PrintWriter err;
    private final JsonTree json = new JsonTree();

    /** @param asJson whether to print the objects as they come */
    ControlClient(Path socket, boolean asJson, PrintWriter out, PrintWriter err) {
        this.socket = socket;
        this.asJson = asJson;
        this.out = out;
        this.err = err;
    }

    /**
     * Sends one command.
     *
     * @return the exit status that the service answers
     */
    int run(String line) throws IOException {
        try (SocketChannel channel = connected()) {
            channel.write(StandardCharsets.UTF_8.encode(line + "\n"));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
                Map<String, @Nullable Object> object = json.object(answer);
                if (object.get(ControlSocket.STATUS) instanceof Long status) {
                    out.flush();
                    return status.intValue();
                }
                print(object, answer);
            }
        }
        throw new CommandFailure(
                ExitStatus.BROKEN, "the service at " + socket + " ended before it answered: see its log");
    }

    private SocketChannel connected() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new CommandFailure(
                    ExitStatus.BROKEN,
                    "no service answers at " + socket + " (" + e.getMessage()
                            + "): start it, or name its socket with --config or --control",
                    e);
        }
    }

    private void print(Map<String, @Nullable Object> object, String line) {
        if (asJson) {
            out.println(line);
        } else if (object.get("error") instanceof String sentence && object.size() == 1) {
            err.println("mta-sts: " + SafeText.line(sentence));
            err.flush();
        } else {
            object.forEach((name, value) -> out.println(SafeText.line(name + ": " + words(value))));
            out.println();
        }
    }

    private static String words(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value == null ? "" : value.toString();
    }
}
