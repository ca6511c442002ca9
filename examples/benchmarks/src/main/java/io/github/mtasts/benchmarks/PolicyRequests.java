package io.github.mtasts.benchmarks;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.Main;
import io.github.mtasts.tool.run.Surroundings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Load program: requests for a policy to {@code mta-sts publish}, over TLS connections that stay open. Baseline: a server of plain
 * Netty with the same codec and TLS that answers every request with the same octets.
 */
final class PolicyRequests {
    private static final String HOST = "mta-sts.bench.test";
    private static final String POLICY =
            "version: STSv1\nmode: enforce\nmx: mx1.bench.test\nmx: mx2.bench.test\nmax_age: 2592000\n";
    private static final byte[] REQUEST =
            ("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private PolicyRequests() {}

    static void run(int connections, int requests, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("publish-bench");
        ExecutorService clients = Executors.newFixedThreadPool(connections);
        EventLoopGroup plain = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()), NioIoHandler.newFactory());
        try (TestNetwork net = TestNetwork.start()) {
            ServerCertificate certificate = net.ca().issue(HOST);
            Thread service = new Thread(() -> {});
            try (PipedInputStream events = new PipedInputStream(1 << 16)) {
                service = publish(folder, certificate, new PipedOutputStream(events));
                int published = port(events);
                int bare = bare(plain, certificate);
                for (int round = 0; round <= rounds; round++) {
                    boolean isPublishFirst = round % 2 == 0;
                    double first = rate(net, clients, isPublishFirst ? published : bare, connections, requests);
                    double second = rate(net, clients, isPublishFirst ? bare : published, connections, requests);
                    System.out.printf(
                            Locale.ROOT,
                            "%s%,.0f requests per second, plain Netty %,.0f%n",
                            round == 0 ? "(to warm up) " : "",
                            isPublishFirst ? first : second,
                            isPublishFirst ? second : first);
                }
            } finally {
                service.interrupt();
                service.join();
            }
        } finally {
            clients.shutdown();
            plain.shutdownGracefully().awaitUninterruptibly();
            FirstLookup.delete(folder);
        }
    }

    private static Thread publish(Path folder, ServerCertificate certificate, OutputStream out) throws IOException {
        Files.createDirectory(folder.resolve("policies"));
        Files.createDirectory(folder.resolve("certificates"));
        Files.writeString(folder.resolve("policies/bench.test.txt"), POLICY);
        Files.writeString(folder.resolve("certificates/" + HOST + ".pem"), pem(certificate));
        Files.writeString(
                folder.resolve("publish.properties"),
                "listen=127.0.0.1:0\npolicies=policies\nstate=state\ncertificates=certificates\n");
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(new StringWriter()),
                false,
                false,
                Map.of(),
                folder,
                Clock.systemUTC(),
                System::nanoTime,
                SocketFactory.getDefault(),
                AddressGuard.publicOnly());
        Thread thread = new Thread(() -> Main.run(surroundings, "publish", "--json", "--config", "publish.properties"));
        thread.start();
        return thread;
    }

    /** The port that the service says it listens at, once it has read the certificate. */
    private static int port(InputStream events) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
        int port = 0;
        boolean isReady = false;
        while (port == 0 || !isReady) {
            String line = lines.readLine();
            if (line.contains("\"listening\"")) {
                String address = line.substring(line.indexOf("127.0.0.1:") + "127.0.0.1:".length());
                port = Integer.parseInt(address.substring(0, address.indexOf('"')));
            }
            isReady |= line.contains("\"certificate-read\"");
        }
        return port;
    }

    private static int bare(EventLoopGroup threads, ServerCertificate certificate) {
        byte[] body = POLICY.getBytes(StandardCharsets.US_ASCII);
        Channel channel = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        SSLEngine engine = certificate.serverContext().createSSLEngine();
                        engine.setUseClientMode(false);
                        connection
                                .pipeline()
                                .addLast(new SslHandler(engine))
                                .addLast(new HttpServerCodec())
                                .addLast(new SameAnswer(body));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static double rate(TestNetwork net, ExecutorService threads, int port, int connections, int requests)
            throws Exception {
        List<SSLSocket> sockets = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            SSLSocket socket = (SSLSocket)
                    net.ca().clientContext().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(HOST)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            sockets.add(socket);
        }
        List<Callable<Boolean>> work = new ArrayList<>();
        sockets.forEach(socket -> work.add(() -> ask(socket, requests / connections)));
        long start = System.nanoTime();
        for (Future<Boolean> done : threads.invokeAll(work)) {
            done.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        for (SSLSocket socket : sockets) {
            socket.close();
        }
        return requests / connections * connections / seconds;
    }

    private static boolean ask(SSLSocket socket, int requests) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] block = new byte[4_096];
        for (int i = 0; i < requests; i++) {
            socket.getOutputStream().write(REQUEST);
            int seen = 0;
            while (seen < POLICY.length() || !endsWithPolicy(block, seen)) {
                int read = in.read(block, seen, block.length - seen);
                if (read < 0) {
                    throw new IOException("the server hung up");
                }
                seen += read;
            }
        }
        return true;
    }

    private static boolean endsWithPolicy(byte[] block, int length) {
        return new String(block, 0, length, StandardCharsets.US_ASCII).endsWith("\r\n\r\n" + POLICY);
    }

    private static String pem(ServerCertificate certificate) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : certificate.chain()) {
                text.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return text.append(block("PRIVATE KEY", certificate.privateKey().getEncoded()))
                .toString();
    }

    private static String block(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets) + "\n-----END " + label
                + "-----\n";
    }

    private static final class SameAnswer extends SimpleChannelInboundHandler<HttpObject> {
        private final byte[] body;

        SameAnswer(byte[] body) {
            this.body = body;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof LastHttpContent) {
                DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
                response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
                response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
                var unused = ctx.writeAndFlush(response);
            }
        }
    }
}
