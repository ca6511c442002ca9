package io.github.mtasts.quickstart;

import java.io.PrintStream;

/** Where the tables and the sentences go. */
record Console(PrintStream out, PrintStream err) {
    static Console standard() {
        return new Console(System.out, System.err);
    }
}
