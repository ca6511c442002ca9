package io.github.mtasts.lab.run;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several trials at a time and passes on their results in order. Closing it stops the trials that have not ended. */
public final class Runner implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * A scenario and the sender to run it against.
     *
     * @param scenario the scenario
     * @param kind the sender
     */
    public record Pair(Scenario scenario, SenderKind kind) {}

    /** Receives the results of trials, in order. */
    public interface Listener {
        /**
         * Receives the result of a trial that ran to its end.
         *
         * @param pair the scenario and the sender
         * @param result the result
         */
        void over(Pair pair, Result result);

        /**
         * Receives the failure of a trial that broke off, because the lab or the sender failed.
         *
         * @param pair the scenario and the sender
         * @param why an exception whose cause is the failure
         */
        void brokeOff(Pair pair, IllegalStateException why);

        /**
         * Whether to wait for the next trial.
         *
         * @return true unless implemented
         */
        default boolean goesOn() {
            return true;
        }
    }

    /**
     * Starts no trial yet.
     *
     * @param concurrency the number of trials that may run at the same time
     */
    public Runner(int concurrency) {
        this.threads = Executors.newFixedThreadPool(concurrency, work -> {
            Thread thread = new Thread(work, "lab-trial");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a trial when a thread is free.
     *
     * @param pair the scenario and the sender
     * @return the result
     */
    public Future<Result> start(Pair pair) {
        return threads.submit(() -> Trial.run(pair.scenario(), pair.kind()));
    }

    /**
     * Runs trials. One that breaks off does not stop the others.
     *
     * @param pairs the scenarios and the senders
     * @param listener receives each result as soon as those before it are there
     * @throws Exception if the lab cannot go on
     */
    public void runAll(List<Pair> pairs, Listener listener) throws Exception {
        List<Future<Result>> running = pairs.stream().map(this::start).toList();
        for (int i = 0; i < pairs.size() && listener.goesOn(); i++) {
            Result result;
            try {
                result = result(running.get(i));
            } catch (IllegalStateException e) {
                listener.brokeOff(pairs.get(i), e);
                continue;
            }
            listener.over(pairs.get(i), result);
        }
    }

    /**
     * Waits for a trial.
     *
     * @param running the trial
     * @return its result
     * @throws IllegalStateException if the trial broke off
     * @throws Exception if the trial was stopped
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
