package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration again and hands it to the running service. A file with a fault changes nothing. Thread-safe. */
final class Reloading implements Service.Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    /** Reads the configuration. */
    @FunctionalInterface
    interface Source {
        /**
         * Reads it.
         *
         * @throws ConfigException when it has faults
         * @throws IOException when it cannot be read
         */
        Settings read() throws ConfigException, IOException;
    }

    private final Source source;
    private @Nullable Service service;
    private boolean isDue;
    private final AtomicBoolean isAsked = new AtomicBoolean();

    Reloading(Source source) {
        this.source = source;
    }

    /** Takes the service, and reloads at once when a signal came before. */
    synchronized void of(Service running) {
        service = running;
        if (isDue) {
            afterSignal();
        }
    }

    @Override
    public synchronized List<String> run() throws ConfigException, IOException {
        return service == null
                ? List.of("the service is starting: nothing was changed")
                : service.reload(source.read());
    }

    /**
     * Reloads for a signal: nobody waits for an answer, and the log has it. Signals that come before a reload has begun are one:
     * each has a thread of its own, and a thousand of them must not wait here.
     */
    void quietly() {
        if (isAsked.compareAndSet(false, true)) {
            afterSignal();
        }
    }

    private synchronized void afterSignal() {
        isAsked.set(false);
        isDue = service == null;
        if (isDue) {
            return;
        }
        try {
            run();
        } catch (ConfigException | IOException | RuntimeException e) {
            LOG.error("Nothing was reloaded: {}", e.getMessage(), e);
        }
    }
}
