package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.util.List;
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

    Reloading(Source source) {
        this.source = source;
    }

    /** Takes the service, and reloads at once when a signal came before. */
    synchronized void of(Service running) {
        service = running;
        if (isDue) {
            quietly();
        }
    }

    @Override
    public synchronized List<String> run() throws ConfigException, IOException {
        return service == null
                ? List.of("the service is starting: nothing was changed")
                : service.reload(source.read());
    }

    /** Reloads for a signal: nobody waits for an answer, and the log has it. */
    synchronized void quietly() {
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
