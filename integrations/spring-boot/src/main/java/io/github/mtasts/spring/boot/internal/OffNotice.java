package io.github.mtasts.spring.boot.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.core.env.Environment;

/** Logs that the starter does nothing when {@code mta-sts.enabled} is not set, since its jar alone protects no mail. */
@AutoConfiguration
public class OffNotice {
    private static final Logger LOG = LoggerFactory.getLogger(OffNotice.class);

    OffNotice(Environment environment) {
        if (!environment.containsProperty("mta-sts.enabled")) {
            LOG.warn(
                    "MTA-STS is off: set mta-sts.enabled to true to protect the mail of this application, or to false");
        }
    }
}
