package io.github.mtasts.tool;

import io.github.mtasts.tool.server.Events;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A service of the command within the test's process, stopped by an interrupt of its thread. */
public final class RunningService {
    private final Events out = new Events();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Thread thread;

    /** Starts it in a folder. */
    public RunningService(Path folder, String... arguments) {
        PrintWriter printed = new PrintWriter(out);
        PrintWriter errors = new PrintWriter(new StringWriter());
        thread = new Thread(
                () -> status.complete(Main.run(new ToolRun(folder).surroundings(printed, errors), arguments)));
        thread.start();
    }

    /** What it has printed; waits for what is asked. */
    public Events out() {
        return out;
    }

    /** Stops it; the exit status. */
    public int stop() throws InterruptedException, ExecutionException {
        thread.interrupt();
        return status.get();
    }
}
