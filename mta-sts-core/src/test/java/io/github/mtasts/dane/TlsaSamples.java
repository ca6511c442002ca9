package io.github.mtasts.dane;

import java.util.List;

/** States of hosts, for tests of what depends on them. */
public final class TlsaSamples {
    private TlsaSamples() {}

    /** A host with a usable record. */
    public static HostDane.Records records(String base, boolean secureMx) {
        return new HostDane.Records(
                base, TlsaSet.of(List.of(new TlsaRecord(3, 1, 1, "ab".repeat(32)))), List.of(base), secureMx);
    }

    /** A host whose only record cannot be used. */
    public static HostDane.EncryptOnly unusable(String base) {
        return new HostDane.EncryptOnly(base, TlsaSet.of(List.of(new TlsaRecord(0, 0, 1, "ab".repeat(32)))), true);
    }
}
