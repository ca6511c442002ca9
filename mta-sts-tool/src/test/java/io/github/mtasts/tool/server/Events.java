package io.github.mtasts.tool.server;

import java.io.Writer;

/** The events of a service in a test, which can wait for one. Thread-safe. */
public final class Events extends Writer {
    private final StringBuilder text = new StringBuilder();

    @Override
    public synchronized void write(char[] characters, int offset, int length) {
        text.append(characters, offset, length);
        notifyAll();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** How often a text has occurred. */
    public synchronized int count(String what) {
        int count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
            count++;
        }
        return count;
    }

    /** Waits until a text has occurred so many times. */
    public synchronized void await(String what, int times) throws InterruptedException {
        while (count(what) < times) {
            wait();
        }
    }

    @Override
    public synchronized String toString() {
        return text.toString();
    }
}
