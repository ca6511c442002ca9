package io.github.mtasts.tool.server;

import java.util.List;
import java.util.Set;

/** Puts certificates of hosts into a rack and keeps them fresh. */
public interface CertificateSource extends AutoCloseable {
    /**
     * Takes the certificates that there are, and orders none: servers listen only then.
     *
     * @param hosts the hosts that need a certificate
     */
    void load(Set<String> hosts);

    /**
     * Does what is due. Called every few seconds by one thread; what takes time is done on others.
     *
     * @param hosts the hosts that need a certificate now
     */
    void tick(Set<String> hosts);

    /**
     * What is known of each host, for the status page and metrics.
     *
     * @return in alphabetical order
     */
    List<CertificateState> states();

    /** Ends what is under way; what was begun goes on at the next start. */
    @Override
    void close();
}
