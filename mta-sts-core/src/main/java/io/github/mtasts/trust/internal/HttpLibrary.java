package io.github.mtasts.trust.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the HTTP client on the class path works, before anything depends on it.
 *
 * <p>Maven does not mediate between {@code okhttp} 4 and {@code okhttp-jvm} 5, and may choose an older okio for another library.
 * The first fetch would then end in an error of linkage, which says nothing about the domain that is fetched from.
 */
public final class HttpLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLibrary.class);
    private static final String OKHTTP_CLASS = "okhttp3/OkHttpClient.class";
    private static final String OKIO_CLASS = "okio/Buffer.class";
    private static final MediaType TEXT = MediaType.get("text/plain");
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private HttpLibrary() {}

    /**
     * Makes a client and one request over a socket in memory.
     *
     * @throws IllegalStateException when the jars of OkHttp and okio do not fit together; the message names them
     */
    public static void check() {
        try {
            requestInMemory();
        } catch (LinkageError e) {
            throw new IllegalStateException(message(), e);
        } catch (IOException e) {
            LOG.debug("The HTTP client was not checked", e); // such as in a thread that was interrupted
        }
    }

    private static void requestInMemory() throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> List.of(loopback()))
                .proxy(Proxy.NO_PROXY)
                .socketFactory(new MemorySockets())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .build();
        Request request = new Request.Builder()
                .url("http://check.invalid/")
                .post(RequestBody.create(new byte[1], TEXT))
                .build();
        try (Response response = client.newCall(request).execute()) {
            response.body().source().request(RESPONSE.length);
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static String message() {
        List<String> clients = jars(OKHTTP_CLASS);
        List<String> buffers = jars(OKIO_CLASS);
        String found;
        if (clients.size() > 1) {
            found = String.join(" and ", clients);
        } else if (buffers.size() > 1) {
            found = String.join(" and ", buffers);
        } else {
            found = String.join(" and ", clients) + " with " + String.join(" and ", buffers);
        }
        return "The HTTP client does not work with the jars on the class path, " + found
                + ": keep okhttp-jvm 5.5 or later and the okio-jvm that belongs to it, and exclude the other";
    }

    private static List<String> jars(String className) {
        List<String> jars = new ArrayList<>();
        try {
            ClassLoader loader = HttpLibrary.class.getClassLoader();
            for (URL url : Collections.list(loader.getResources(className))) {
                String[] parts = url.getPath().split("!", 2)[0].split("/", -1);
                jars.add(parts[parts.length - 1]);
            }
        } catch (IOException e) {
            LOG.warn("The jars on the class path cannot be read", e);
        }
        return jars;
    }

    /** Sockets that connect to nothing and read one response. */
    private static final class MemorySockets extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new MemorySocket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class MemorySocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) {}

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(RESPONSE);
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }
}
