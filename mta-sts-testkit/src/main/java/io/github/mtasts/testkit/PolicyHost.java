package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.PolicyServer;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A web server on port 443 of its virtual addresses, for HTTP/1.1 and HTTP/2. By default it has a valid certificate and
 * answers every path with status 200, type {@code text/plain} and its body.
 *
 * <p>All hosts of a network share one MockWebServer and one accepting thread, and a host takes its loopback port when
 * it is first dialled, so that a thousand hosts are cheap. A changed behaviour applies from then on, on open
 * connections too.
 */
public final class PolicyHost extends VirtualHost<PolicyHost> {
    private static final int HTTPS = 443;
    private static final int BOMB_OCTETS = 64 << 20;

    private final VirtualNet net;
    private final PolicyServer server;
    private final ServerCertificate goodCertificate;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile PolicyScript script;
    private volatile ByteString lastBody = ByteString.EMPTY;

    /**
     * A received request.
     *
     * @param method such as {@code GET}
     * @param path the request target
     * @param host the Host header, or the authority of HTTP/2
     * @param headers all headers, by name in lower case
     * @param sni the server name in the ClientHello, or null
     * @param httpVersion such as {@code HTTP/1.1}
     * @param tlsVersion such as {@code TLSv1.3}
     * @param body the octets of the body, read-only; empty for a GET
     */
    public record Request(
            String method,
            String path,
            @Nullable String host,
            Map<String, List<String>> headers,
            @Nullable String sni,
            String httpVersion,
            String tlsVersion,
            ByteBuffer body) {}

    /**
     * A response for {@link #respondWith}.
     *
     * @param status the status
     * @param headers its headers
     * @param body its body
     */
    public record Response(int status, Map<String, String> headers, String body) {}

    PolicyHost(String name, VirtualNet net, DnsServer dns, ServerCertificate certificate, PolicyServer server) {
        super(name, HTTPS, net, dns);
        this.net = net;
        this.server = server;
        this.goodCertificate = certificate;
        this.script = new PolicyScript(certificate);
        open(this::serve);
    }

    @Override
    PolicyHost self() {
        return this;
    }

    private void serve(Socket socket) throws IOException {
        PolicyScript now = script;
        switch (now.handshake) {
            case NORMAL -> server.serve(socket, new PolicySite(now, net.workers(), requests::add, socket));
            case CUT -> cut(socket);
            case STALL -> net.workers().pauseUntilClose();
        }
    }

    private static void cut(Socket socket) throws IOException {
        try (socket) {
            socket.getInputStream().read(new byte[1024]);
        }
    }

    /**
     * Sets the body.
     *
     * @param text the body, sent as UTF-8
     * @return this
     */
    public PolicyHost body(String text) {
        lastBody = ByteString.encodeUtf8(text);
        return content(lastBody, -1, true);
    }

    /**
     * Sets the body.
     *
     * @param octets the body
     * @return this
     */
    public PolicyHost body(byte[] octets) {
        return content(ByteString.of(octets), -1, true);
    }

    /**
     * Sends a body of a given size, with its length in the header.
     *
     * @param size how many octets
     * @return this
     */
    public PolicyHost largeBody(long size) {
        return content(filler(), size, true);
    }

    /**
     * Sends a body of a given size without a length in the header: in chunks over HTTP/1.1.
     *
     * @param size how many octets
     * @return this
     */
    public PolicyHost chunkedBody(long size) {
        return content(filler(), size, false);
    }

    /**
     * Sends the current body without a length in the header: in chunks over HTTP/1.1.
     *
     * @return this
     */
    public PolicyHost chunked() {
        script.withLength = false;
        return this;
    }

    /**
     * Sends bodies over HTTP/1.1 with neither a length nor chunks: they end with the connection (RFC 9112 section 6.3). With
     * {@link #cutInBody} the connection ends early, as when an attacker truncates the TLS stream, and a client sees no difference.
     *
     * @return this
     */
    public PolicyHost endedByClose() {
        script.endedByClose = true;
        return http1Only();
    }

    private static ByteString filler() {
        return ByteString.encodeUtf8("x-filler: 0123456789abcdef012345678901234567890123456789\r\n".repeat(100));
    }

    private PolicyHost content(ByteString octets, long size, boolean withLength) {
        script.body = octets;
        script.size = size;
        script.withLength = withLength;
        return this;
    }

    /**
     * Sends 64 MiB of one letter, compressed with gzip to some 64 KiB, even to clients that do not accept gzip.
     *
     * @return this
     */
    public PolicyHost compressionBomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] block = "a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int sent = 0; sent < BOMB_OCTETS; sent += block.length) {
                gzip.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return header("Content-Encoding", "gzip").body(packed.toByteArray());
    }

    /**
     * Sets the Content-Type.
     *
     * @param type such as {@code text/html}; null to send none
     * @return this
     */
    public PolicyHost contentType(@Nullable String type) {
        script.contentType = type;
        return this;
    }

    /**
     * Sets the status.
     *
     * @param status such as 404
     * @return this
     */
    public PolicyHost status(int status) {
        script.status = status;
        return this;
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public PolicyHost header(String name, String value) {
        script.headers.add(Map.entry(name, value));
        return this;
    }

    /**
     * Redirects each request.
     *
     * @param status such as 302
     * @param location the target
     * @return this
     */
    public PolicyHost redirect(int status, String location) {
        return status(status).header("Location", location);
    }

    /**
     * Waits before the headers of each response.
     *
     * @param time how long
     * @return this
     */
    public PolicyHost delay(Duration time) {
        script.delay = time;
        return this;
    }

    /**
     * Sends the body slowly.
     *
     * @param bytes how many octets at a time
     * @param period the pause after each piece
     * @return this
     */
    public PolicyHost drip(int bytes, Duration period) {
        script.pieceSize = bytes;
        script.period = period;
        return this;
    }

    /**
     * Breaks the connection between headers and body.
     *
     * @return this
     */
    public PolicyHost cutAfterHeaders() {
        return cutInBody(0);
    }

    /**
     * Breaks the connection within the body.
     *
     * @param octets after how many octets of it
     * @return this
     */
    public PolicyHost cutInBody(long octets) {
        script.cutAfter = octets;
        return this;
    }

    /**
     * Reads requests and does not answer.
     *
     * @return this
     */
    public PolicyHost stall() {
        script.stall = true;
        return this;
    }

    /**
     * Accepts connections and sends nothing, so that no handshake starts.
     *
     * @return this
     */
    public PolicyHost stallInHandshake() {
        script.handshake = PolicyScript.Handshake.STALL;
        return this;
    }

    /**
     * Closes connections on receipt of the ClientHello.
     *
     * @return this
     */
    public PolicyHost cutInHandshake() {
        script.handshake = PolicyScript.Handshake.CUT;
        return this;
    }

    /**
     * Sends warning alerts (unrecognized_name) before the ServerHello and then goes on (RFC 6066 section 3).
     *
     * @param count how many alert records
     * @return this
     */
    public PolicyHost warningAlerts(int count) {
        script.warningAlerts = count;
        return this;
    }

    /**
     * Offers HTTP/1.1 only.
     *
     * @return this
     */
    public PolicyHost http1Only() {
        script.http1Only = true;
        return this;
    }

    /**
     * Presents another certificate.
     *
     * @param certificate the certificate
     * @return this
     */
    public PolicyHost certificate(ServerCertificate certificate) {
        script.certificate = certificate;
        return this;
    }

    /**
     * Accepts these TLS versions only.
     *
     * @param versions such as {@code TLSv1.2}
     * @return this
     */
    public PolicyHost tlsVersions(String... versions) {
        script.tlsVersions = versions.clone();
        return this;
    }

    /**
     * Answers each request with the result of a function instead of status, headers and body.
     *
     * @param answer makes the response
     * @return this
     */
    public PolicyHost respondWith(Function<Request, Response> answer) {
        script.answer = answer;
        return this;
    }

    /**
     * Refuses connections, as {@link #unreachable()} does.
     *
     * @return this
     */
    public PolicyHost down() {
        return unreachable();
    }

    /**
     * Accepts connections again, as {@link #reachable()} does.
     *
     * @return this
     */
    public PolicyHost up() {
        return reachable();
    }

    /**
     * Restores the initial behaviour and certificate and the last body that was set as a string, and makes the host
     * reachable.
     *
     * @return this
     */
    public PolicyHost reset() {
        PolicyScript fresh = new PolicyScript(goodCertificate);
        fresh.body = lastBody;
        script = fresh;
        return reachable();
    }

    /**
     * All requests so far.
     *
     * @return an immutable copy, oldest first
     */
    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Clears the list of requests. */
    public void clearRequests() {
        requests.clear();
    }
}
