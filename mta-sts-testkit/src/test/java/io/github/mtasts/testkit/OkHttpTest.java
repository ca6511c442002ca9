package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests policy hosts with a client that uses HTTP/2 and keeps connections, unlike the client of the other tests. */
@ExtendWith(TestNetworkExtension.class)
class OkHttpTest {
    private TestNetwork network;
    private OkHttpClient client;

    @BeforeEach
    void build(TestNetwork network) {
        this.network = network;
        this.client = new OkHttpClient.Builder()
                .socketFactory(network.sockets())
                .dns(host -> List.of(network.dns().addressOf(host).orElseThrow()))
                .sslSocketFactory(
                        network.ca().clientContext().getSocketFactory(),
                        network.ca().trustManager())
                .build();
    }

    @AfterEach
    void end() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private String get(String domain) throws IOException {
        Request request = new Request.Builder()
                .url("https://mta-sts." + domain + "/.well-known/mta-sts.txt")
                .build();
        try (Response response = client.newCall(request).execute()) {
            return Objects.requireNonNull(response.body()).string();
        }
    }

    @Test
    void http2IsServedAndScripted() throws Exception {
        PolicyHost host = network.policyHost("example.com").body("hello");
        assertThat(get("example.com")).isEqualTo("hello");
        PolicyHost.Request request = host.requests().get(0);
        assertThat(request.httpVersion()).isEqualTo("HTTP/2");
        assertThat(request.host()).isEqualTo("mta-sts.example.com");
        assertThat(request.sni()).isEqualTo("mta-sts.example.com");
        assertThat(request.tlsVersion()).isEqualTo("TLSv1.3");
        host.chunkedBody(70_000);
        assertThat(get("example.com")).hasSize(70_000);
        host.body("slow").drip(2, Duration.ofMillis(20));
        assertThat(get("example.com")).isEqualTo("slow");
        host.cutInBody(2);
        assertThatThrownBy(() -> get("example.com")).isInstanceOf(IOException.class);
    }

    @Test
    void eachConnectionMeetsItsOwnHost() throws Exception {
        IntStream.range(0, 100)
                .forEach(i -> network.policyHost("d" + i + ".test").body("body " + i));
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<CompletableFuture<String>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> unchecked("d" + i + ".test"), threads))
                    .toList();
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get(2, TimeUnit.MINUTES)).isEqualTo("body " + i);
            }
        } finally {
            threads.shutdown();
        }
    }

    private String unchecked(String domain) {
        try {
            return get(domain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
