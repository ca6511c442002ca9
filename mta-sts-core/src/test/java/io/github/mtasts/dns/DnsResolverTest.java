package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** From the question to the typed answer, over real packets. */
class DnsResolverTest extends DnsResolverFixture {
    private static final String NAME = "_mta-sts.example.com";

    private static String reason(TxtAnswer answer) {
        assertThat(answer).isInstanceOf(TxtAnswer.Failed.class);
        return ((TxtAnswer.Failed) answer).reason();
    }

    /** A separator between the strings would break a record that is cut within a field. */
    @Test
    @Tag("STS-3.1-14")
    void joinsTheStringsOfARecordWithNothingBetween() {
        TxtAnswer answer = resolver((query, tcp) -> Answers.to(query)
                        .has(NAME, Type.TXT, 40, "\"v=STSv1; id=2016\" \"0831;\"")
                        .has(NAME, Type.TXT, 30, "\"a\\\"b\\255;\"")
                        .wire())
                .txt(NAME);
        assertThat(answer)
                .isEqualTo(
                        new TxtAnswer.Records(List.of("v=STSv1; id=20160831;", "a\"b\u00ff;"), Duration.ofSeconds(30)));
    }

    @Test
    @Tag("STS-3.1-17")
    void noSuchNameAndNoDataAreAbsent() {
        assertThat(resolver((query, tcp) -> Answers.to(query)
                                .code(Rcode.NXDOMAIN)
                                .soa("com", 900, 110)
                                .wire())
                        .txt(NAME))
                .isEqualTo(new TxtAnswer.Absent(Duration.ofSeconds(110)));
        assertThat(resolver((query, tcp) ->
                                Answers.to(query).soa("example.com", 900, 90).wire())
                        .txt(NAME))
                .isEqualTo(new TxtAnswer.Absent(Duration.ofSeconds(90)));
    }

    /** A failed lookup must not count as absence. */
    @ParameterizedTest
    @Tag("STS-3.1-22")
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP, Rcode.YXDOMAIN})
    void everyOtherCodeIsAFailureThatNamesIt(int rcode) {
        LoopbackDns server = server(code(rcode));
        assertThat(reason(resolver(server).txt(NAME))).contains(Rcode.string(rcode));
        // FORMERR and NOTIMP may be about EDNS (RFC 6891 section 7): asked once more without it.
        assertThat(server.questions()).hasSize(rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP ? 2 : 1);
        assertThat(resolver(server).mx(NAME)).isInstanceOf(MxAnswer.Failed.class);
        assertThat(resolver(server).addresses(NAME)).isInstanceOf(AddressAnswer.Failed.class);
    }

    /** RFC 6891 section 7. Older servers and firewalls answer with a bare header. */
    @ParameterizedTest
    @ValueSource(strings = {"FORMERR", "NOTIMP", "bare header"})
    void aServerWithoutEdnsIsAskedWithoutOptAndThenAlways(String kind) {
        LoopbackDns server = server((query, tcp) -> {
            if (query.getOPT() == null) {
                return Answers.to(query).has(NAME, Type.TXT, "x").wire();
            }
            if (!kind.equals("bare header")) {
                return Answers.to(query).code(Rcode.value(kind)).wire();
            }
            Message bare = new Message(query.getHeader().getID());
            bare.getHeader().setFlag(Flags.QR);
            bare.getHeader().setRcode(Rcode.FORMERR);
            return bare.toWire();
        });
        DnsResolver resolver = resolver(server);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(server.questions()).hasSize(2);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(server.questions()).hasSize(3);
    }

    @Test
    void aServerThatRefusesOneQuestionForAnotherReasonKeepsEdns() {
        AtomicInteger withOpt = new AtomicInteger();
        LoopbackDns server = server((query, tcp) -> {
            withOpt.addAndGet(query.getOPT() == null ? 0 : 1);
            return Answers.to(query).code(Rcode.FORMERR).wire();
        });
        DnsResolver resolver = resolver(server);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(withOpt.get()).isEqualTo(2);
    }

    /** Anyone can publish a record that no client can read. */
    @Test
    void anAnswerThatCannotBeReadDoesNotTurnEdnsOff() {
        AtomicInteger withOpt = new AtomicInteger();
        LoopbackDns server = server((query, tcp) -> {
            withOpt.addAndGet(query.getOPT() == null ? 0 : 1);
            byte[] good = Answers.to(query).has(NAME, Type.TXT, "x").wire();
            return query.getOPT() == null ? good : Arrays.copyOf(good, good.length - 1);
        });
        DnsResolver resolver = resolver(server);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(withOpt.get()).isEqualTo(2);
    }

    @Test
    void asksTheNextServerWhenOneCannotAnswer() {
        LoopbackDns broken = server(code(Rcode.SERVFAIL));
        LoopbackDns good = server(
                (query, tcp) -> Answers.to(query).has(NAME, Type.TXT, "x").wire());
        assertThat(resolver(broken, good).txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
    }

    @Test
    void asksTheServerThatAnsweredLastFirst() {
        LoopbackDns silent = server((query, tcp) -> LoopbackDns.SILENCE);
        LoopbackDns good = server(
                (query, tcp) -> Answers.to(query).has(NAME, Type.TXT, "x").wire());
        DnsResolver resolver = resolver(Duration.ofSeconds(8), silent, good);
        for (int i = 0; i < 5; i++) {
            assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        }
        assertThat(silent.questions()).hasSize(1);
        assertThat(good.questions()).hasSize(5);
    }

    @Test
    void asksAgainWhenAPacketIsLost() {
        AtomicInteger packets = new AtomicInteger();
        LoopbackDns lossy = server((query, tcp) -> {
            return packets.incrementAndGet() == 1
                    ? LoopbackDns.SILENCE
                    : Answers.to(query).has(NAME, Type.TXT, "x").wire();
        });
        assertThat(resolver(Duration.ofSeconds(8), lossy).txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
    }

    @Test
    void asksAgainOverTcpWhenTheAnswerIsTruncated() {
        LoopbackDns server = server((query, tcp) -> tcp
                ? Answers.to(query).has(NAME, Type.TXT, "whole").wire()
                : Answers.to(query).has(NAME, Type.TXT, "part").flag(Flags.TC).wire());
        TxtAnswer answer = resolver(server).txt(NAME);
        assertThat(((TxtAnswer.Records) answer).records()).containsExactly("whole");
        assertThat(server.questions()).containsExactly(NAME + " TXT", NAME + " TXT tcp");
    }

    @Test
    void anAnswerTruncatedOverTcpTooIsAFailure() {
        assertThat(reason(resolver(
                                (query, tcp) -> Answers.to(query).flag(Flags.TC).wire())
                        .txt(NAME)))
                .contains("truncated");
    }

    @Test
    @Tag("STS-3.1-20")
    void followsAliasesThatTheServerDoesNotFollow() {
        LoopbackDns server =
                server((query, tcp) -> switch (query.getQuestion().getName().toString(true)) {
                    case NAME -> Answers.to(query).alias(NAME, "b.example", 20).wire();
                    case "b.example" ->
                        Answers.to(query).alias("b.example", "c.example", 10).wire();
                    default -> Answers.to(query).has("c.example", Type.TXT, "x").wire();
                });
        assertThat(resolver(server).txt(NAME)).isEqualTo(new TxtAnswer.Records(List.of("x"), Duration.ofSeconds(10)));
        assertThat(server.questions()).containsExactly(NAME + " TXT", "b.example TXT", "c.example TXT");
    }

    @Test
    void anEndlessChainOfAliasesIsAFailure() {
        LoopbackDns server = server((query, tcp) -> {
            String at = query.getQuestion().getName().toString(true);
            return Answers.to(query)
                    .alias(at, "x" + at.length() + ".example" + at.length(), 10)
                    .wire();
        });
        assertThat(reason(resolver(server).txt("loop.example"))).containsAnyOf("loop", "more than 16");
        assertThat(server.questions()).hasSizeLessThanOrEqualTo(17);
    }

    /** Octets that are no answer: too short, a broken record, no question section, another name, a question. */
    @ParameterizedTest
    @ValueSource(strings = {"short", "cut", "no question", "other name", "query", "other id"})
    void nonsenseIsAFailure(String kind) {
        DnsResolver resolver = resolver((query, tcp) -> nonsense(kind, query));
        assertThat(reason(resolver.txt(NAME))).contains("malformed");
    }

    private static byte[] nonsense(String kind, Message query) {
        byte[] good = Answers.to(query).has(NAME, Type.TXT, "x").wire();
        return switch (kind) {
            case "short" -> Arrays.copyOf(good, 5);
            case "cut" -> Arrays.copyOf(good, good.length - 1);
            case "no question" -> {
                Message bare = new Message(query.getHeader().getID());
                bare.getHeader().setFlag(Flags.QR);
                yield bare.toWire();
            }
            case "other name" -> {
                Message other = Answers.to("evil.example", Type.TXT)
                        .has("evil.example", Type.TXT, "x")
                        .message();
                other.getHeader().setID(query.getHeader().getID());
                yield other.toWire();
            }
            case "query" -> query.toWire();
            default -> {
                good[0] ^= 1;
                yield good;
            }
        };
    }

    @Test
    void aClosedPortIsAFailureOfOurSideWithoutTheServersAddress() {
        TxtAnswer answer = resolver(Duration.ofSeconds(5), LoopbackDns.CLOSED).txt(NAME);
        assertThat(reason(answer)).isNotEmpty().doesNotContain("127.0.0.1");
        assertThat(fault(answer)).isEqualTo(LookupFault.RESOLVERS);
    }

    /** D34: only a failure of the domain's side is reported to it. */
    @Test
    void tellsTheDomainsFailureFromOurs() {
        assertThat(fault(resolver(server(code(Rcode.SERVFAIL))).txt(NAME))).isEqualTo(LookupFault.DOMAIN);
        assertThat(fault(resolver(txtRecords(101)).txt(NAME))).isEqualTo(LookupFault.DOMAIN);
        assertThat(fault(resolver(server(code(Rcode.REFUSED))).txt(NAME))).isEqualTo(LookupFault.RESOLVERS);
        assertThat(fault(resolver(server(code(Rcode.SERVFAIL)), server(code(Rcode.REFUSED)))
                        .txt(NAME)))
                .as("one server had an answer from the domain's side")
                .isEqualTo(LookupFault.DOMAIN);
        assertThat(resolver(server(code(Rcode.REFUSED))).mx(NAME))
                .isEqualTo(new MxAnswer.Failed("REFUSED", LookupFault.RESOLVERS));
        assertThat(resolver(server(code(Rcode.REFUSED))).addresses(NAME))
                .isEqualTo(new AddressAnswer.Failed("AAAA: REFUSED", LookupFault.RESOLVERS));
    }

    private static LookupFault fault(TxtAnswer answer) {
        return ((TxtAnswer.Failed) answer).fault();
    }

    @Test
    void moreThanAHundredTxtRecordsAreAFailureAndAHundredAreNot() {
        assertThat(resolver(txtRecords(100)).txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(reason(resolver(txtRecords(101)).txt(NAME))).contains("101 TXT records");
    }

    private static LoopbackDns.Script txtRecords(int number) {
        return (query, tcp) -> {
            Answers answer = Answers.to(query);
            for (int i = 0; i < number; i++) {
                answer.has(NAME, Type.TXT, "record" + i);
            }
            return tcp ? answer.wire() : Answers.to(query).flag(Flags.TC).wire();
        };
    }

    @Test
    void aNameTooLongForTheDnsIsAbsentWithoutAQuestion() {
        LoopbackDns server = server(code(Rcode.SERVFAIL));
        DnsResolver resolver = resolver(server);
        String longest = "a234567890.".repeat(22) + "a234567.com"; // 253 characters
        assertThat(resolver.txt(longest)).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(server.questions()).hasSize(1);
        assertThat(resolver.txt("_mta-sts." + longest)).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(resolver.mx("a" + longest + ".")).isInstanceOf(MxAnswer.NoSuchDomain.class);
        assertThat(resolver.addresses("_mta-sts." + longest)).isInstanceOf(AddressAnswer.Absent.class);
        assertThat(server.questions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "\u00fc.example", "a\\.example", "x\ny.example"})
    void whatIsNoNameIsAFailureWithoutAQuestion(String text) {
        LoopbackDns server = server(code(Rcode.NXDOMAIN));
        assertThat(reason(resolver(server).txt(text)))
                .contains("is not a domain name")
                .doesNotContain("\n");
        assertThat(server.questions()).isEmpty();
    }
}
