package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A socket that connects to a loopback port and returns the virtual address as its remote address. */
final class VirtualSocket extends Socket {
    /** The approximate time after which Linux gives up on an unanswered connection. */
    private static final int SYSTEM_TIMEOUT_MILLIS = 127_000;

    private final VirtualNet net;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable InetSocketAddress virtual;

    VirtualSocket(VirtualNet net) {
        this.net = net;
        net.workers().own(this);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (!(endpoint instanceof InetSocketAddress target)) {
            throw new IllegalArgumentException("not an internet address: " + endpoint);
        }
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        InetSocketAddress real = net.dial(target);
        if (real == null) {
            waitForNobody(target, timeoutMillis == 0 ? SYSTEM_TIMEOUT_MILLIS : timeoutMillis);
        } else {
            connectTo(real, target, timeoutMillis);
        }
    }

    private void connectTo(InetSocketAddress real, InetSocketAddress target, int timeoutMillis) throws IOException {
        virtual = target;
        try {
            super.connect(real, timeoutMillis);
            setTcpNoDelay(true);
        } catch (ConnectException e) {
            virtual = null;
            ConnectException refused = new ConnectException("Connection refused: " + target);
            refused.initCause(e);
            throw refused;
        } catch (IOException e) {
            virtual = null;
            throw e;
        }
    }

    /**
     * Waits for an answer that never comes. As in a real connect, a time limit or {@link #close()} ends it, and an
     * interrupt does not.
     */
    private void waitForNobody(InetSocketAddress target, int timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (closed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        throw new SocketException("Socket closed");
                    }
                    throw new SocketTimeoutException("Connect timed out: " + target);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        InetSocketAddress address = virtual;
        return address == null ? null : address.getAddress();
    }

    @Override
    public int getPort() {
        InetSocketAddress address = virtual;
        return address == null ? 0 : address.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return isConnected() ? virtual : null;
    }

    @Override
    public synchronized void close() throws IOException {
        closed.countDown();
        super.close();
    }

    @Override
    public String toString() {
        return "VirtualSocket[" + virtual + "]";
    }
}
