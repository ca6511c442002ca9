package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.PolicyServer;
import io.github.mtasts.testkit.internal.ScriptedBody;
import io.github.mtasts.testkit.internal.ServerTls;
import io.github.mtasts.testkit.internal.Workers;
import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Handshake;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The policy host of one connection: its TLS and its responses. */
final class PolicySite implements PolicyServer.Site {
    private final PolicyScript script;
    private final Workers workers;
    private final Consumer<PolicyHost.Request> log;
    private final Socket raw;
    private volatile @Nullable String sni;

    PolicySite(PolicyScript script, Workers workers, Consumer<PolicyHost.Request> log, Socket raw) {
        this.script = script;
        this.workers = workers;
        this.log = log;
        this.raw = raw;
    }

    @Override
    public SSLSocket secure(Socket connection) throws IOException {
        ServerTls.warn(connection, script.warningAlerts);
        SSLSocket tls = ServerTls.wrap(
                connection, null, script.certificate.serverContext(), script.tlsVersions, name -> sni = name);
        if (script.http1Only) {
            tls.setHandshakeApplicationProtocolSelector(
                    (socket, offered) -> offered.contains("http/1.1") ? "http/1.1" : "");
        }
        return workers.own(tls);
    }

    @Override
    public MockResponse respond(RecordedRequest recorded) {
        PolicyHost.Request request = request(recorded);
        log.accept(request);
        if (script.stall) {
            workers.pauseUntilClose();
        }
        workers.pause(script.delay);
        var answer = script.answer;
        return answer == null ? scripted(request) : answered(answer.apply(request));
    }

    private PolicyHost.Request request(RecordedRequest recorded) {
        Handshake handshake = recorded.getHandshake();
        String host = recorded.getHeaders().get("Host");
        return new PolicyHost.Request(
                String.valueOf(recorded.getMethod()),
                String.valueOf(recorded.getTarget()),
                host == null ? recorded.getHeaders().get(":authority") : host,
                recorded.getHeaders().toMultimap(),
                sni,
                String.valueOf(recorded.getVersion()),
                handshake == null ? "none" : handshake.tlsVersion().javaName(),
                (recorded.getBody() == null ? ByteString.EMPTY : recorded.getBody()).asByteBuffer());
    }

    private MockResponse scripted(PolicyHost.Request request) {
        MockResponse.Builder response = new MockResponse.Builder().code(script.status);
        script.headers.forEach(header -> response.addHeader(header.getKey(), header.getValue()));
        String type = script.contentType;
        if (type != null) {
            response.setHeader("Content-Type", type);
        }
        ByteString octets = script.body;
        long size = script.size < 0 ? octets.size() : script.size;
        boolean http1 = request.httpVersion().startsWith("HTTP/1");
        boolean endedByClose = script.endedByClose && http1;
        boolean chunkFraming = !script.withLength && http1 && !endedByClose;
        response.body(new ScriptedBody(
                new ScriptedBody.Content(octets, size, script.pieceSize, script.period, script.cutAfter),
                workers,
                raw,
                chunkFraming));
        response.removeHeader("Content-Length");
        response.removeHeader("Transfer-Encoding");
        if (endedByClose) {
            response.setHeader("Connection", "close");
            response.onResponseEnd(new SocketEffect.CloseSocket());
        } else if (script.withLength) {
            response.setHeader("Content-Length", size);
        } else if (chunkFraming) {
            response.setHeader("Transfer-Encoding", "chunked");
        }
        return response.build();
    }

    private static MockResponse answered(PolicyHost.Response answer) {
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        answer.headers().forEach(response::addHeader);
        return response.body(answer.body()).build();
    }
}
