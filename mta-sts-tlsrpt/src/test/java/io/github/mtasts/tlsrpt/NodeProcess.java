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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Starts a {@link Node} and reads its output. */
final class NodeProcess {
    private static final long PATIENCE_MINUTES = 5;

    private final Process process;
    private final CountDownLatch quiet = new CountDownLatch(1);
    private final Semaphore groups = new Semaphore(0);
    private volatile long counted;
    private volatile long stored;
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
                if (words.length == 3 && words[2].equals("said")) {
                    counted = Long.parseLong(words[1]);
                    groups.release();
                } else if (words.length == 2 && words[0].equals("stored") && !words[1].isEmpty()) {
                    stored = Long.parseLong(words[1]); // cut off by a kill it is less, which is true as well
                } else if (line.equals("quiet")) {
                    quiet.countDown();
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // killed while it wrote a line
        }
    }

    /** Waits until it has begun or ended so many groups more. */
    void awaitGroups(int number) throws InterruptedException {
        if (!groups.tryAcquire(number, PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the node does not count");
        }
    }

    /** Waits until nothing is left to be sent. */
    void awaitQuiet() throws InterruptedException {
        if (!quiet.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the node does not come to an end");
        }
    }

    /** Kills it, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        listener.join();
    }

    void stop() throws IOException, InterruptedException {
        say('q');
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the node did not stop in order");
        }
        listener.join();
    }

    /** How many outcomes it had counted when it said so last. */
    long counted() {
        return counted;
    }

    /** How many of them its store had taken. */
    long stored() {
        return stored;
    }
}
