package io.github.mtasts.testkit;

/** A deprecated version of TLS (RFC 8996). */
public enum OldTls {
    /** TLS 1.0, 1999 (RFC 2246). */
    TLS_1_0("TLS 1.0", 1),
    /** TLS 1.1, 2006 (RFC 4346). */
    TLS_1_1("TLS 1.1", 2);

    private final String words;
    private final int minor;

    OldTls(String words, int minor) {
        this.words = words;
        this.minor = minor;
    }

    /** The second octet of the version on the wire; the first is 3. */
    int minor() {
        return minor;
    }

    @Override
    public String toString() {
        return words;
    }
}
