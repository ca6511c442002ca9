package io.github.mtasts.tlsrpt.read;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that throws a refusal when its content exceeds a limit (RFC 8460 section 5.2). */
final class LimitedInput extends FilterInputStream {
    private final long limit;
    private long read;

    LimitedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        count(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int octets = in.read(buffer, offset, length);
        count(Math.max(octets, 0));
        return octets;
    }

    /** Skipped octets count: they were inflated, too. */
    @Override
    public long skip(long octets) throws IOException {
        long skipped = in.skip(octets);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long octets) throws RefusedException {
        read += octets;
        if (read > limit) {
            throw new RefusedException(ReportRead.Cause.TOO_LARGE, "the report is larger than " + limit + " octets");
        }
    }
}
