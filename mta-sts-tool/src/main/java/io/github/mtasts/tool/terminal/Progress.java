package io.github.mtasts.tool.terminal;

import io.github.mtasts.tool.run.Surroundings;
import java.io.PrintWriter;

/** A bar on standard error that shows how much is done, on a terminal only. Thread-safe. */
public final class Progress implements AutoCloseable {
    private static final int BAR = 40;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean isShown;
    private final int total;
    private int done;

    /**
     * Makes a bar; it appears with the first step.
     *
     * @param surroundings the process
     * @param total how many steps there are; without any there is no bar
     */
    public Progress(Surroundings surroundings, int total) {
        this.err = surroundings.err();
        this.isShown = total > 0
                && surroundings.errIsTerminal()
                && !"dumb".equals(surroundings.environment().get("TERM"));
        this.total = total;
    }

    /** One step is done. */
    public synchronized void step() {
        done++;
        show();
    }

    /**
     * Prints something in between: the bar is taken away first and comes back afterwards.
     *
     * @param printing prints whole lines
     */
    public synchronized void around(Runnable printing) {
        clear();
        printing.run();
        show();
    }

    @Override
    public synchronized void close() {
        clear();
    }

    private void show() {
        if (isShown) {
            int filled = (int) ((long) BAR * Math.min(done, total) / total);
            err.print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + done + "/" + total);
            err.flush();
        }
    }

    private void clear() {
        if (isShown) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
