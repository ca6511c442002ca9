package io.github.mtasts.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.run.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Runs the command within the test's process, against the network of the test or without any. */
public final class ToolRun {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> network = new ArrayList<>();
    private SocketFactory sockets = SocketFactory.getDefault();
    private Clock clock = Clock.systemUTC();
    private boolean terminal;
    private String input = "";

    /**
     * The result of a run.
     *
     * @param status the exit status
     * @param out standard output
     * @param err standard error
     */
    public record Result(int status, String out, String err) {
        /** The values of a member of any object in the output, in their order. */
        public List<String> values(String member) {
            List<String> values = new ArrayList<>();
            try (JsonParser json = new JsonFactory().createParser(out)) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.FIELD_NAME && json.currentName().equals(member)) {
                        json.nextToken();
                        values.add(json.getText());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return values;
        }
    }

    /** @param folder the working directory */
    public ToolRun(Path folder) {
        this.folder = folder;
    }

    /** Connects within a network: its DNS server, its authority, its sockets, its clock. */
    public ToolRun within(TestNetwork net) throws IOException {
        net.dns().dnssec().sign("signed.test");
        Path trust = Files.writeString(folder.resolve("trust.pem"), net.ca().rootPem());
        Path root =
                Files.write(folder.resolve("root.ds"), net.dns().dnssec().trustAnchors(), StandardCharsets.US_ASCII);
        network.clear();
        network.addAll(List.of(
                "--dns",
                "127.0.0.1:" + net.dns().address().getPort(),
                "--trust",
                trust.toString(),
                "--dnssec-root",
                root.toString()));
        sockets = net.sockets();
        clock = net.clock();
        return this;
    }

    /** Both output streams are terminals. */
    public ToolRun onTerminal() {
        terminal = true;
        return this;
    }

    public ToolRun environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public ToolRun input(String text) {
        input = text;
        return this;
    }

    /** Runs the command; the options of the network go behind the subcommand. */
    public Result run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (!all.isEmpty()
                && !all.get(0).startsWith("-")
                && !List.of("lint", "publish").contains(all.get(0))) {
            all.addAll(all.get(0).equals("reports") ? 2 : 1, network);
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(surroundings(new PrintWriter(out), new PrintWriter(err)), all.toArray(String[]::new));
        return new Result(status, out.toString(), err.toString());
    }

    /** What the command is given, for tests of a part of it. */
    public Surroundings surroundings(PrintWriter out, PrintWriter err) {
        return new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                terminal,
                terminal,
                environment,
                folder,
                clock,
                System::nanoTime,
                sockets,
                AddressGuard.publicOnly());
    }

    /** A file in the working directory. */
    public Path file(String name, @Nullable String text) throws IOException {
        Path file = folder.resolve(name);
        if (text != null) {
            Files.writeString(file, text);
        }
        return file;
    }
}
