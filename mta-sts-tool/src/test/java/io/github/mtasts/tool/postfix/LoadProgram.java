package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a socketmap over many connections, as Postfix's processes do, and prints requests per second and latencies. Arguments: the
 * port of the loopback interface, the name of the map, a domain (or, with {@code %d} in it, one for each request), how many requests,
 * and over how many connections. It measures any service, so that two are measured in the same way.
 */
final class LoadProgram {
    private LoadProgram() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        String request = arguments[1] + " " + arguments[2];
        int count = Integer.parseInt(arguments[3]);
        Thread[] threads = new Thread[Integer.parseInt(arguments[4])];
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger found = new AtomicInteger();
        long start = System.nanoTime();
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try (SocketmapClient client = new SocketmapClient(address)) {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        long before = System.nanoTime();
                        if (client.ask(request.replace("%d", Integer.toString(n)))
                                .startsWith("OK ")) {
                            found.incrementAndGet();
                        }
                        nanos[n] = System.nanoTime() - before;
                    }
                } catch (IOException e) {
                    System.out.println("a connection ended: " + e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%d requests over %d connections, %d found: %.0f a second, half within %.2f ms, 99 of 100 within %.2f ms%n",
                count,
                threads.length,
                found.get(),
                count / seconds,
                nanos[count / 2] / 1e6,
                nanos[(int) (count * 0.99)] / 1e6);
    }
}
