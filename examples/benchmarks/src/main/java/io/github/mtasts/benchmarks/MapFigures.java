package io.github.mtasts.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** Requests per second and latencies of one service, as medians over rounds. */
final class MapFigures {
    /** Of one round. */
    private record Figure(double perSecond, double medianMillis, double p99Millis) {}

    private final MapService service;
    private final int connections;
    private final List<Figure> misses = new ArrayList<>();
    private final List<Figure> hits = new ArrayList<>();

    MapFigures(MapService service, int connections) {
        this.service = service;
        this.connections = connections;
    }

    /** Asks once for each of some new domains, and then many times for the first of them. */
    void round(List<String> fresh, int requests, boolean counts) throws Exception {
        Figure miss = ask(fresh.size(), fresh::get);
        Figure hit = ask(requests, number -> fresh.get(0));
        if (counts) {
            misses.add(miss);
            hits.add(hit);
        }
    }

    private Figure ask(int count, IntFunction<String> domains) throws Exception {
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                work.add(() -> ask(next, nanos, domains));
            }
            long start = System.nanoTime();
            for (Future<Boolean> done : threads.invokeAll(work)) {
                done.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(nanos);
            return new Figure(count / seconds, nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6);
        } finally {
            threads.shutdown();
        }
    }

    private boolean ask(AtomicInteger next, long[] nanos, IntFunction<String> domains) throws IOException {
        try (MapService.Connection connection = service.connect()) {
            for (int n = next.getAndIncrement(); n < nanos.length; n = next.getAndIncrement()) {
                long before = System.nanoTime();
                String reply = connection.ask(domains.apply(n));
                nanos[n] = System.nanoTime() - before;
                if (!reply.startsWith("OK secure match=")) {
                    throw new IOException(service.name() + " answered " + domains.apply(n) + " with " + reply);
                }
            }
        }
        return true;
    }

    void print() {
        print("known domain", hits);
        print("new domain", misses);
    }

    private void print(String kind, List<Figure> figures) {
        System.out.printf(
                Locale.ROOT,
                "%-16s %-13s %,8.0f requests/s (%,.0f to %,.0f), half within %.2f ms, 99 of 100 within %.2f ms%n",
                service.name(),
                kind,
                median(figures, Figure::perSecond),
                sorted(figures, Figure::perSecond)[0],
                sorted(figures, Figure::perSecond)[figures.size() - 1],
                median(figures, Figure::medianMillis),
                median(figures, Figure::p99Millis));
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> value) {
        double[] all = sorted(figures, value);
        return (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
    }

    private static double[] sorted(List<Figure> figures, ToDoubleFunction<Figure> value) {
        return figures.stream().mapToDouble(value).sorted().toArray();
    }
}
