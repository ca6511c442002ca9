package io.github.mtasts.dane;

import org.jspecify.annotations.Nullable;

/**
 * What authenticated a host. Immutable.
 *
 * @param base the TLSA base domain
 * @param record the record that matched
 * @param name the reference name that the certificate has; null under usage 3, where names do not count
 */
public record DaneProof(
        String base, TlsaRecord record, @Nullable String name) {
    /**
     * Whether it authenticates the host under the records of now: those of an earlier connection may be gone.
     *
     * @param current the records
     * @return true when the record still counts, at the same base, and the name is a reference name
     */
    public boolean holds(HostDane.Records current) {
        return base.equals(current.base())
                && current.tlsa().decisive().contains(record)
                && (name == null || current.referenceNames().contains(name));
    }
}
