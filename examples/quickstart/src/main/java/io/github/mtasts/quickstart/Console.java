package io.github.mtasts.quickstart;

import java.io.PrintStream;

/** The output streams: results go to the one, refusals and errors to the other. */
record Console(PrintStream out, PrintStream err) {
    static Console standard() {
        return new Console(System.out, System.err);
    }
}
