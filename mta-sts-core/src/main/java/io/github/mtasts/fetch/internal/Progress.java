package io.github.mtasts.fetch.internal;

import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Records how far one request got, so that an IOException can be attributed to a step. Thread-safe. */
public final class Progress extends EventListener {
    private volatile boolean inHandshake;
    private volatile boolean hasBegunTls;
    private volatile boolean isRequestSent;
    private volatile int status;

    /** Makes a record without progress. */
    public Progress() {}

    /** Whether a TLS handshake has begun and is not over. */
    public boolean isInHandshake() {
        return inHandshake;
    }

    /** Whether a TLS handshake has begun: the host, or a tunnel to it through a proxy, is connected. */
    public boolean hasBegunTls() {
        return hasBegunTls;
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
        hasBegunTls = true;
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
