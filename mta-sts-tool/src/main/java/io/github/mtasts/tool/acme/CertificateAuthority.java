package io.github.mtasts.tool.acme;

import java.security.cert.X509Certificate;
import java.util.List;

/** Issues certificates. Thread-safe. */
interface CertificateAuthority {
    /**
     * Begins or goes on with an order, proves the right to the name, and fetches the certificate. Takes seconds to minutes.
     *
     * @param order what is ordered, and what is known of it
     * @return the chain, that of the host first
     */
    List<X509Certificate> issue(PendingOrder order) throws AuthorityException, InterruptedException;
}
