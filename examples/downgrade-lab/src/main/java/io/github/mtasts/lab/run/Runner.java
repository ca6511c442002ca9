package io.github.mtasts.lab.run;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/** Runs several trials at a time, and tells of them in order. Closing it gives up what is not over. */
public final class Runner implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * A scenario and the sender it is to be run against.
     *
     * @param scenario the scenario
     * @param kind the sender
     */
    public record Pair(Scenario scenario, SenderKind kind) {}

    /**
     * A runner with nothing to do.
     *
     * @param concurrency how many trials may run at the same time
     */
    public Runner(int concurrency) {
        this.threads = Executors.newFixedThreadPool(concurrency, work -> {
            Thread thread = new Thread(work, "lab-trial");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a trial as soon as there is room for it.
     *
     * @param pair what to run
     * @return what comes of it
     */
    public Future<Result> start(Pair pair) {
        return threads.submit(() -> Trial.run(pair.scenario(), pair.kind()));
    }

    /**
     * Runs trials.
     *
     * @param pairs what to run
     * @param told told each result as soon as those before it are there
     * @return all results, in order
     * @throws Exception when the lab or a sender is broken
     */
    public List<Result> runAll(List<Pair> pairs, BiConsumer<Pair, Result> told) throws Exception {
        List<Future<Result>> running = pairs.stream().map(this::start).toList();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Result result = result(running.get(i));
            told.accept(pairs.get(i), result);
            results.add(result);
        }
        return results;
    }

    /**
     * Waits for a trial.
     *
     * @param running the trial
     * @return its result
     * @throws Exception when the lab or the sender is broken
     */
    public static Result result(Future<Result> running) throws Exception {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /**
     * The trials of every scenario that applies to a sender.
     *
     * @param scenarios the scenarios
     * @param kind the sender
     * @return the pairs, in order
     */
    public static List<Pair> pairs(List<Scenario> scenarios, SenderKind kind) {
        return scenarios.stream()
                .filter(scenario -> Trial.applies(scenario, kind))
                .map(scenario -> new Pair(scenario, kind))
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
