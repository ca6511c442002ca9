package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;

/** Opens certificates by ACME. Stateless. */
public final class Acme {
    private Acme() {}

    /**
     * Opens the folder of an authority. Nothing is asked before the first tick.
     *
     * @param settings how certificates are obtained
     * @param rack where they go
     * @param challenges what the servers show while the authority validates
     * @param log where it is told
     * @param clock when they are renewed
     * @return to be closed
     * @throws IOException if the folder cannot be made or read
     */
    public static CertificateSource open(
            AcmeSettings settings, CertificateRack rack, Challenges challenges, ServiceLog log, Clock clock)
            throws IOException {
        AcmeStore store = AcmeStore.open(settings.folder(), settings.directory());
        return new Renewals(
                new Acme4jAuthority(settings, store, challenges),
                store,
                rack,
                log,
                clock,
                Executors.newCachedThreadPool());
    }
}
