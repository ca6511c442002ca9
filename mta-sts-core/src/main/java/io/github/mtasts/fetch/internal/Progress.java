package io.github.mtasts.fetch.internal;

import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Notes how far one connection got, so that a bare IOException can be named. Thread-safe. */
public final class Progress extends EventListener {
    private volatile boolean inHandshake;
    private volatile boolean isRequestSent;
    private volatile int status;

    /** Nothing has happened yet. */
    public Progress() {}

    /** Whether a TLS handshake had begun and was not over. */
    public boolean isInHandshake() {
        return inHandshake;
    }

    /** Whether the host may have seen the request; it is then not sent again. */
    public boolean isRequestSent() {
        return isRequestSent;
    }

    /** The status of the response; 0 when none arrived. */
    public int status() {
        return status;
    }

    @Override
    public void secureConnectStart(Call call) {
        inHandshake = true;
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        inHandshake = false;
    }

    @Override
    public void requestHeadersStart(Call call) {
        isRequestSent = true;
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        status = response.code();
    }
}
