package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An Exim that sends mail in a sandbox, with the lines of docs/postfix.md. */
final class SendingExim {
    private static final String CONFIGURATION = "exim.conf";

    private final DebianPrograms programs;
    private final Path folder;

    private SendingExim(DebianPrograms programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * Writes its configuration.
     *
     * @param folder a folder for its configuration, its queue and its log
     * @param nameServer the address at which port 53 answers
     * @param rootPem the certificate authority that it trusts
     * @param socket the address of the service, as Exim's {@code readsocket} takes it
     */
    static SendingExim prepare(
            DebianPrograms programs, Path folder, InetAddress nameServer, String rootPem, String socket)
            throws IOException {
        Sandbox.prepare(folder, nameServer);
        Files.writeString(folder.resolve("root.pem"), rootPem);
        List<String> lines = documented();
        int transport = lines.indexOf("remote_smtp:");
        Files.writeString(
                folder.resolve(CONFIGURATION),
                Sandbox.resource(CONFIGURATION)
                        .replace("@exim@", programs.fileAt(Sandbox.ROOT, DebianPrograms.EXIM))
                        .replace("@main@", String.join("\n", lines.subList(0, transport)))
                        .replace("@transport@", String.join("\n", lines.subList(transport, lines.size())))
                        .replace("inet:127.0.0.1:8461", socket)
                        .replace("{system}", "{" + Sandbox.RUN + "/root.pem}"));
        return new SendingExim(programs, folder);
    }

    /** The lines that the page for operators has for Exim. */
    private static List<String> documented() throws IOException {
        String page = Files.readString(Path.of("../docs/postfix.md"));
        String section = page.substring(page.indexOf("## Lines for Exim"));
        return section.substring(0, section.indexOf("\n## ", 1))
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(line -> line.substring(4))
                .toList();
    }

    /** Lets it try to deliver one message once, and answers what it logged and printed of that. */
    String send(String from, String... to) throws IOException, InterruptedException {
        Path log = folder.resolve("log/mainlog");
        int before = Files.exists(log)
                ? Files.readString(log, StandardCharsets.ISO_8859_1).length()
                : 0;
        Files.writeString(folder.resolve("message"), "Subject: Test\n\nText\n");
        String[] arguments = Stream.concat(
                        Stream.of(programs.fileAt(Sandbox.ROOT, DebianPrograms.EXIM), from), Stream.of(to))
                .toArray(String[]::new);
        try (Sandbox sandbox = Sandbox.start(programs, folder, "exim.sh", arguments)) {
            sandbox.await();
            if (!Files.exists(log)) {
                throw new IOException("Exim did not run: " + sandbox.output());
            }
            return Files.readString(log, StandardCharsets.ISO_8859_1).substring(before) + sandbox.output();
        }
    }
}
