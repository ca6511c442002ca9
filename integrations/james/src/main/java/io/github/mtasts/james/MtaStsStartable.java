package io.github.mtasts.james;

import jakarta.inject.Inject;
import org.apache.james.utils.UserDefinedStartable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log whether the plugin is in use, for {@code guice.extension.startable} in {@code extensions.properties}. James starts it
 * after its spooler, so that it can start nothing that mail needs.
 */
public final class MtaStsStartable implements UserDefinedStartable {
    private static final Logger LOG = LoggerFactory.getLogger(MtaStsStartable.class);

    private final SharedServices shared;

    /**
     * Called by James.
     *
     * @param shared the plugin's parts
     */
    @Inject
    public MtaStsStartable(SharedServices shared) {
        this.shared = shared;
    }

    @Override
    public void start() {
        if (shared.started().isEmpty()) {
            LOG.warn(
                    "MTA-STS protects nothing: no processor of mailetcontainer.xml has the mailet MtaStsRemoteDelivery");
        }
    }
}
