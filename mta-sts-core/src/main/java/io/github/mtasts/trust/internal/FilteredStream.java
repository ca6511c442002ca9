package io.github.mtasts.trust.internal;

import java.io.IOException;
import java.io.InputStream;

/** The octets from a server without the warning alerts before its ServerHello. Like a socket's stream, one thread reads. */
final class FilteredStream extends InputStream {
    private final InputStream raw;
    private final WarningAlerts alerts = new WarningAlerts();
    /** The current record; it is either dropped or delivered. */
    private final byte[] held = new byte[WarningAlerts.RECORD];

    private int read;
    private int delivered;

    FilteredStream(InputStream raw) {
        this.raw = raw;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!alerts.hasEnded()) {
            if (read == 0) {
                int count = readBlock(into, offset, length);
                if (count != 0) {
                    return count;
                }
            } else if (!readOctet()) {
                break;
            }
        }
        if (delivered < read) {
            int count = Math.min(length, read - delivered);
            System.arraycopy(held, delivered, into, offset, count);
            delivered += count;
            return count;
        }
        return raw.read(into, offset, length);
    }

    /** Reads while nothing is held. Returns how many octets are delivered: 0 when all are dropped or held. */
    private int readBlock(byte[] into, int offset, int length) throws IOException {
        int count = raw.read(into, offset, length);
        int start = 0;
        for (int i = 0; i < count && !alerts.hasEnded(); i++) {
            if (alerts.fits(into[offset + i] & 0xff) && alerts.position() == 0) {
                start = i + 1;
            }
        }
        if (count < 0) {
            return count;
        }
        int left = count - start;
        if (alerts.hasEnded()) {
            System.arraycopy(into, offset + start, into, offset, left);
            return left;
        }
        System.arraycopy(into, offset + start, held, 0, left);
        read = left;
        return 0;
    }

    /** Reads on in a record of which the beginning is held. Returns false at the end of the stream. */
    private boolean readOctet() throws IOException {
        int octet = raw.read(); // a time-out here keeps the octets that are held
        if (octet < 0) {
            return false;
        }
        held[read] = (byte) octet;
        read++;
        if (alerts.fits(octet) && alerts.position() == 0) {
            read = 0;
        }
        return true;
    }

    @Override
    public int available() throws IOException {
        return alerts.hasEnded() ? read - delivered + raw.available() : 0;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
