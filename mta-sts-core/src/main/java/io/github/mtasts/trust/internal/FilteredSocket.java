package io.github.mtasts.trust.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A connected socket below a TLS socket, from which warning alerts before the ServerHello are not read. */
final class FilteredSocket extends ForwardingSocket {
    private final InputStream in;

    FilteredSocket(Socket raw) throws IOException {
        super(raw);
        this.in = new FilteredStream(raw.getInputStream());
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }
}
