package io.github.mtasts.james;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the plugin's parts for the whole server. James makes an injector for each kind of extension, so that a singleton of a module
 * would be there several times; this class is in no module, and Guice makes it once, in James' own injector. Thread-safe.
 */
@Singleton
public final class SharedServices {
    /** Makes the parts. */
    interface Maker {
        Services make() throws OptionException;
    }

    /** Guarded by this. */
    private @Nullable Services services;
    /** Guarded by this. */
    private boolean closed;

    /** Called by James. */
    @Inject
    public SharedServices() {
        // nothing to inject: see the class comment
    }

    /**
     * The parts; made when they are first asked for.
     *
     * @throws OptionException when a setting cannot be used
     * @throws IllegalStateException when James stops
     */
    synchronized Services get(Maker maker) throws OptionException {
        if (closed) {
            throw new IllegalStateException("James is stopping");
        }
        if (services == null) {
            services = maker.make();
        }
        return services;
    }

    /** The parts; empty before a mailet has asked for them, and after James has stopped. */
    synchronized Optional<Services> started() {
        return Optional.ofNullable(services);
    }

    /** Called by James when it stops: ends deliveries, and then closes the parts. */
    @PreDestroy
    public void close() {
        Services closing;
        synchronized (this) {
            closed = true;
            closing = services;
            services = null;
        }
        if (closing != null) {
            closing.close();
        }
    }
}
