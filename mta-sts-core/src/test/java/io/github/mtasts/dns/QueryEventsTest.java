package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsQuery.Result;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Listeners hear of each question, with its server and its result. */
class QueryEventsTest extends DnsResolverFixture {
    private static final String NAME = "_mta-sts.example.com";

    private final BlockingQueue<DnsQuery> heard = new LinkedBlockingQueue<>();
    private final DnsListener recording = new DnsListener() {
        @Override
        public void queried(DnsQuery query) {
            heard.add(query);
        }
    };

    @Test
    void namesServerTypeResultAndDuration() throws Exception {
        LoopbackDns server = server(
                (query, tcp) -> Answers.to(query).has(NAME, Type.TXT, "x").wire());
        listening(Duration.ofMinutes(2), 100, server.address()).txt(NAME);
        DnsQuery query = next();
        assertThat(query.name()).isEqualTo(NAME + ".");
        assertThat(query.type()).isEqualTo("TXT");
        assertThat(query.result()).isEqualTo(Result.FOUND);
        assertThat(query.server()).isEqualTo(server.address());
        assertThat(query.duration()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"NXDOMAIN,ABSENT", "NOERROR,ABSENT", "SERVFAIL,FAILED", "REFUSED,REFUSED"})
    void namesTheResult(String code, Result result) throws Exception {
        LoopbackDns server = server(code(Rcode.value(code)));
        listening(Duration.ofMinutes(2), 100, server.address()).mx(NAME);
        assertThat(next()).satisfies(query -> {
            assertThat(query.type()).isEqualTo("MX");
            assertThat(query.result()).isEqualTo(result);
        });
    }

    @Test
    void aBrokenServerIsNamedBesideTheOneThatAnswers() throws Exception {
        LoopbackDns broken = server(code(Rcode.SERVFAIL));
        LoopbackDns works = server(
                (query, tcp) -> Answers.to(query).has(NAME, Type.TXT, "x").wire());
        listening(Duration.ofMinutes(2), 100, broken.address(), works.address()).txt(NAME);
        assertThat(next())
                .extracting(DnsQuery::server, DnsQuery::result)
                .containsExactly(broken.address(), Result.FAILED);
        assertThat(next())
                .extracting(DnsQuery::server, DnsQuery::result)
                .containsExactly(works.address(), Result.FOUND);
    }

    @Test
    void aServerThatCannotBeReachedAndOneThatIsSilent() throws Exception {
        listening(Duration.ofMillis(500), 100, LoopbackDns.CLOSED).txt(NAME);
        assertThat(next().result()).isIn(Result.UNREACHABLE, Result.TIMEOUT);
        heard.clear();

        LoopbackDns silent = server((query, tcp) -> LoopbackDns.SILENCE);
        listening(Duration.ofMillis(500), 100, silent.address()).txt(NAME);
        DnsQuery query = next();
        while (!silent.address().equals(query.server())) {
            query = next();
        }
        assertThat(query.result()).isEqualTo(Result.TIMEOUT);
    }

    @Test
    void aQuestionWithoutRoomIsNotAskedAndSeen() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LoopbackDns slow = server((query, tcp) -> {
            if (!query.getQuestion().getName().toString().startsWith("known.")) {
                asked.countDown();
                release.await();
            }
            return Answers.to(query).has(NAME, Type.TXT, "x").wire();
        });
        // The second question is asked within a quarter of the time after the first: all classes are loaded before.
        DnsResolver resolver = listening(Duration.ofSeconds(4), 1, slow.address());
        resolver.txt("known.example.com");
        Thread first = new Thread(() -> resolver.txt(NAME));
        first.start();
        assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(resolver.txt("other.example.com")).isInstanceOf(TxtAnswer.Failed.class);
        DnsQuery query = next();
        while (!query.name().startsWith("other.")) {
            query = next();
        }
        release.countDown();
        first.join();
        assertThat(query.name()).isEqualTo("other.example.com.");
        assertThat(query.result()).isEqualTo(Result.NOT_ASKED);
        assertThat(query.server()).isNull();
        assertThat(resolver.waiting()).isZero();
    }

    @Test
    void aValidatingResolverTellsOfItsQueriesToo() throws Exception {
        LoopbackDns server = server(code(Rcode.SERVFAIL));
        try (DnssecResolver resolver = DnssecResolver.builder()
                .server(server.address())
                .listener(recording)
                .build()) {
            assertThat(resolver.lookup(NAME, RecordType.A)).isInstanceOf(SecureAnswer.Failed.class);
            assertThat(next())
                    .extracting(DnsQuery::server, DnsQuery::result)
                    .containsExactly(server.address(), Result.FAILED);
        }
    }

    private DnsResolver listening(Duration timeout, int queries, InetSocketAddress... servers) {
        DnsResolver resolver = DnsResolver.builder()
                .server(servers)
                .timeout(timeout)
                .maxConcurrentQueries(queries)
                .listener(recording)
                .build();
        open.add(resolver);
        return resolver;
    }

    private DnsQuery next() throws InterruptedException {
        DnsQuery query = heard.poll(2, TimeUnit.MINUTES);
        assertThat(query).isNotNull();
        return query;
    }
}
