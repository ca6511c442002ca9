package io.github.mtasts.tlsrpt;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Starts a {@link Node} and reads its output. */
final class NodeProcess {
    /** @param outcomes the count before and after each group of outcomes */
    record Said(long outcomes, long atMillis) {}

    private final Process process;
    private final List<Said> said = new ArrayList<>();
    private final BufferedReader reader;
    private final Thread listener;

    private NodeProcess(Process process) {
        this.process = process;
        this.reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.listener = new Thread(this::listen, "node-listener");
    }

    static NodeProcess start(
            String store, Instant time, TestNetwork net, PolicyHost endpoint, MxServer smtp, boolean counts)
            throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName(),
                        store,
                        time.toString(),
                        Integer.toString(net.dns().address().getPort()),
                        Integer.toString(net.route(smtp.address()).getPort()),
                        endpoint.address().getAddress().getHostAddress() + "="
                                + net.route(endpoint.address()).getPort(),
                        Boolean.toString(counts))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        NodeProcess node = new NodeProcess(process);
        node.awaitReady();
        return node;
    }

    NodeProcess go() throws IOException {
        say('g');
        listener.start();
        return this;
    }

    private void say(char word) throws IOException {
        process.getOutputStream().write(word);
        process.getOutputStream().flush();
    }

    private void awaitReady() throws IOException {
        String line = reader.readLine();
        if (!"ready".equals(line)) {
            throw new IllegalStateException("the node did not start: " + line);
        }
    }

    private void listen() {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 3 && words[2].length() == 13) {
                    synchronized (said) {
                        said.add(new Said(Long.parseLong(words[1]), Long.parseLong(words[2])));
                    }
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // killed while it wrote a line
        }
    }

    /** Kills the process, as {@code kill -9} does, and returns the time. */
    long kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        long killedAt = System.currentTimeMillis();
        process.waitFor();
        listener.join();
        return killedAt;
    }

    void stop() throws IOException, InterruptedException {
        say('q');
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the node did not stop in order");
        }
        listener.join();
    }

    List<Said> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }
}
