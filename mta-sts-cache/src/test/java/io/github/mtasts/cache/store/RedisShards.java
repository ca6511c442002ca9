package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FreePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three processes on loopback, without replicas. */
final class RedisShards implements AutoCloseable {
    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    /** The port of the cluster bus is 10,000 higher. */
    private static final int HIGHEST_PORT = 22_767;

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisShards() {}

    static RedisShards running() throws IOException {
        RedisShards shards = new RedisShards();
        for (int i = 0; i < NODES; i++) {
            shards.nodes.add(RedisServer.running(
                    port(), "--cluster-enabled", "yes", "--appendonly", "yes", "--appendfsync", "always"));
        }
        RedisServer first = shards.nodes.get(0);
        for (int i = 0; i < NODES; i++) {
            String slots = IntStream.range(SLOTS * i / NODES, SLOTS * (i + 1) / NODES)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            RedisServer node = shards.nodes.get(i);
            requireOk(node.command("CLUSTER ADDSLOTS " + slots));
            requireOk(first.command("CLUSTER MEET 127.0.0.1 " + node.port()));
        }
        for (RedisServer node : shards.nodes) {
            waitUntilReady(node);
        }
        return shards;
    }

    private static void requireOk(String reply) throws IOException {
        if (!reply.startsWith("+OK")) {
            throw new IOException(reply);
        }
    }

    private static int port() {
        int port = FreePort.choose();
        while (port > HIGHEST_PORT) {
            port = FreePort.choose();
        }
        return port;
    }

    /** Waits until a node serves its slots. */
    static void waitUntilReady(RedisServer node) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isReady(node)) {
            if (System.nanoTime() > end) {
                throw new IOException("no cluster: " + node.command("CLUSTER INFO"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static boolean isReady(RedisServer node) throws IOException {
        String info = node.command("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
    }

    /** Returns the node that has the slot of a key. */
    RedisServer owner(String key) throws IOException {
        String reply = nodes.get(0).command("CLUSTER KEYSLOT " + key);
        int slot = Integer.parseInt(reply.substring(1, reply.indexOf('\r')));
        return nodes.get(IntStream.range(0, NODES)
                .filter(i -> slot < SLOTS * (i + 1) / NODES)
                .findFirst()
                .orElseThrow());
    }

    /** Returns another node. */
    RedisServer otherThan(RedisServer node) {
        return nodes.get(0) == node ? nodes.get(1) : nodes.get(0);
    }

    @Override
    public void close() throws IOException {
        for (RedisServer node : nodes) {
            node.close();
        }
    }
}
