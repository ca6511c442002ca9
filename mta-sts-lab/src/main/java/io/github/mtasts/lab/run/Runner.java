package io.github.mtasts.lab.run;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

    /** Is told what comes of trials, in their order. */
    public interface Listener {
        /**
         * A trial was played to its end.
         *
         * @param pair what was run
         * @param result what came of it
         */
        void over(Pair pair, Result result);

        /**
         * A trial broke off, because the lab or the sender is broken.
         *
         * @param pair what was run
         * @param why what broke is its cause
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
     * Runs trials, whatever breaks off meanwhile.
     *
     * @param pairs what to run
     * @param listener told of each as soon as those before it are over
     * @throws Exception when the lab cannot go on
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
     * @throws IllegalStateException when the lab or the sender is broken
     * @throws Exception when the trial is given up
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
