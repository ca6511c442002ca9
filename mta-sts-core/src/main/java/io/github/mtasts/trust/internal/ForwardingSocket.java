package io.github.mtasts.trust.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose methods all forward to another one, so that none opens a socket of its own. The base of the sockets that change
 * what is read and written.
 */
@SuppressWarnings(
        "UnsynchronizedOverridesSynchronized") // the socket below has its own locks, and close() waits for none
public class ForwardingSocket extends Socket {
    private final Socket raw;

    /**
     * Makes a socket over another one.
     *
     * @param raw the socket below
     */
    protected ForwardingSocket(Socket raw) {
        this.raw = raw;
    }

    /**
     * The socket below.
     *
     * @return for methods that only read
     */
    protected final Socket raw() {
        return raw;
    }

    /**
     * The socket below, for methods that change something.
     *
     * @return the socket below
     * @throws SocketException when this socket may no longer be used
     */
    protected Socket used() throws SocketException {
        return raw;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return raw().getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return raw().getOutputStream();
    }

    @Override
    public void close() throws IOException {
        raw().close();
    }

    @Override
    public void shutdownInput() throws IOException {
        used().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        used().shutdownOutput();
    }

    @Override
    public void connect(@Nullable SocketAddress endpoint) throws IOException {
        used().connect(endpoint);
    }

    @Override
    public void connect(@Nullable SocketAddress endpoint, int timeoutMillis) throws IOException {
        used().connect(endpoint, timeoutMillis);
    }

    @Override
    public void bind(@Nullable SocketAddress bindpoint) throws IOException {
        used().bind(bindpoint);
    }

    @Override
    public boolean isConnected() {
        return raw().isConnected();
    }

    @Override
    public boolean isBound() {
        return raw().isBound();
    }

    @Override
    public boolean isClosed() {
        return raw().isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return raw().isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return raw().isOutputShutdown();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return raw().getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return raw().getLocalAddress();
    }

    @Override
    public int getPort() {
        return raw().getPort();
    }

    @Override
    public int getLocalPort() {
        return raw().getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return raw().getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return raw().getLocalSocketAddress();
    }

    /** None: reading from the channel would bypass the streams. */
    @Override
    public @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public void setSoTimeout(int timeoutMillis) throws SocketException {
        used().setSoTimeout(timeoutMillis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return raw().getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        used().setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return raw().getTcpNoDelay();
    }

    @Override
    public void setOOBInline(boolean on) throws SocketException {
        used().setOOBInline(on);
    }

    @Override
    public boolean getOOBInline() throws SocketException {
        return raw().getOOBInline();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        used().setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return raw().getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        used().setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return raw().getReceiveBufferSize();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        used().setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return raw().getKeepAlive();
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        used().setTrafficClass(trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return raw().getTrafficClass();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        used().setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return raw().getReuseAddress();
    }

    @Override
    public void setSoLinger(boolean on, int lingerSeconds) throws SocketException {
        used().setSoLinger(on, lingerSeconds);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return raw().getSoLinger();
    }

    @Override
    public void sendUrgentData(int data) throws IOException {
        used().sendUrgentData(data);
    }

    @Override
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        raw().setPerformancePreferences(connectionTime, latency, bandwidth);
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, @Nullable T value) throws IOException {
        used().setOption(name, value);
        return this;
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> name) throws IOException {
        return raw().getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return raw().supportedOptions();
    }

    @Override
    public String toString() {
        return raw().toString();
    }
}
